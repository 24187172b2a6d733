"""Templates as plan and apply see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.plan.template import INLINE_LIMIT, Template
from stackyard.templates.limits import MOST, S3_LIMIT

SMALL = "Resources: {Queue: {Type: 'AWS::SQS::Queue'}}\n"


def test_declarations__are_read_from_the_text() -> None:
    template = Template.parse(
        "Parameters: {A: {Type: String}, B: {Type: String, Default: ''}, C: {Type: String, NoEcho: true}}\n"
        f"Outputs: {{Name: {{Value: x}}}}\n{SMALL}"
    )
    assert set(template.declared) == {"A", "B", "C"}
    assert template.required == {"A", "C"}
    assert template.secret == {"C"}
    assert template.outputs == {"Name"}


def test_template_without_parameters_or_outputs__has_none() -> None:
    template = Template.parse(SMALL)
    assert not template.declared
    assert not template.outputs


@pytest.mark.parametrize("text", ["", "- a list", "Outputs: {}", "Resources: {}"])
def test_text_without_resources__is_refused_with_its_path(text: str) -> None:
    with pytest.raises(StackyardError, match="has no Resources") as caught:
        Template.parse(text, "shop/data.yaml")
    assert caught.value.given == "shop/data.yaml"


def test_text_that_is_no_yaml__is_refused_with_the_place() -> None:
    with pytest.raises(StackyardError, match="does not parse") as caught:
        Template.parse("Resources: [", "shop/data.yaml")
    assert "shop/data.yaml" in caught.value.given


def test_missing_file__is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(StackyardError) as caught:
        Template.read(tmp_path / "gone.yaml")
    assert "gone.yaml: No such file" in caught.value.given


@pytest.mark.parametrize(("extra", "inline"), [(0, True), (1, False)])
def test_inline_limit__counts_bytes(extra: int, inline: bool) -> None:
    padding = "#" * (INLINE_LIMIT - len(SMALL) + extra)
    assert Template.parse(SMALL + padding).inline is inline


def test_template_over_the_limit_of_s3__is_refused() -> None:
    with pytest.raises(StackyardError, match="over CloudFormation's limit"):
        Template.parse(SMALL + "#" * S3_LIMIT)


def test_template_of_too_many_resources__is_refused_with_their_number() -> None:
    queues = "Resources:\n" + "".join(f"  Queue{n}: {{Type: 'AWS::SQS::Queue'}}\n" for n in range(MOST["Resources"]))
    assert len(Template.parse(queues).document["Resources"]) == MOST["Resources"]
    with pytest.raises(StackyardError, match="more resources than the 500") as caught:
        Template.parse(f"{queues}  OneMore: {{Type: 'AWS::SQS::Queue'}}\n", "shop/api.yaml")
    assert caught.value.given == "shop/api.yaml: 501 resources"
    assert "another stack" in caught.value.remedy


def test_macros__are_acknowledged_only_where_the_template_transforms() -> None:
    plain, transforming = Template.parse(SMALL), Template.parse(SMALL + "Transform: AWS::LanguageExtensions\n")
    assert "CAPABILITY_AUTO_EXPAND" not in plain.capabilities
    assert "CAPABILITY_AUTO_EXPAND" in transforming.capabilities


def test_numbers_as_names__are_names() -> None:
    template = Template.parse(f"Parameters: {{5: {{Type: String}}}}\nOutputs: {{6: {{Value: x}}}}\n{SMALL}")
    assert [set(template.declared), set(template.required), set(template.outputs)] == [{"5"}, {"5"}, {"6"}]


@pytest.mark.parametrize("text", ["[" * 100_000, "a: &a [1]\nb: &b [*a, *a]\n", "Resources: \0"])
def test_text_that_would_grow_or_break_the_parser__is_refused(text: str) -> None:
    grown = text + "".join(f"c{n}: &c{n} [{f'*c{n - 1}, ' * 9 if n else '*b'}]\n" for n in range(9)) * text.startswith(
        "a"
    )
    with pytest.raises(StackyardError, match="does not parse"):
        Template.parse(grown, "shop/data.yaml")


def test_file_that_is_no_text__is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(StackyardError) as caught:
        Template.read(tmp_path / "data.yaml")
    assert "data.yaml: it is no UTF-8 text" in caught.value.given
