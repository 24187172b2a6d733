"""From declarations to typed stacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.plan.model import OutputRef
from stackyard.plan.specs import make_specs, parse_value

from tests.fakes.stacks import make_target


@pytest.fixture
def template(tmp_path: Path) -> str:
    path = tmp_path / "data.yaml"
    path.write_text("Parameters: {Size: {Type: Number}}\nResources: {Queue: {Type: 'AWS::SQS::Queue'}}\n")
    return str(path)


def test_declared_stack__gets_name_tags_and_typed_parameters(template: str) -> None:
    systems = [{"name": "shop", "stacks": [{"name": "data", "parameters": {"Size": 3}}]}]
    [spec] = make_specs(make_target(), systems, {"shop": {"data": template}}, {"Debug": False}, protected=True)
    assert spec.name == "stackyard-dev-shop-data"
    assert spec.parameters == {"Size": "3"}
    assert spec.common == {"Debug": "false"}
    assert spec.tags == {"stackyard:environment": "dev", "stackyard:system": "shop"}
    assert spec.protected


def test_stack_without_a_template__is_told_with_those_there_are(template: str) -> None:
    systems = [{"name": "shop", "stacks": [{"name": "dta"}]}]
    with pytest.raises(StackyardError, match="no template of stack dta") as caught:
        make_specs(make_target(), systems, {"shop": {"data": template}}, {})
    assert "templates: data" in caught.value.given
    assert "templates/shop/dta.yaml" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("data.BucketName", OutputRef("shop", "data", "BucketName")),
        ("bank.api-v2.Url", OutputRef("bank", "api-v2", "Url")),
    ],
)
def test_output_reference__is_parsed(text: str, reference: OutputRef) -> None:
    assert parse_value({"output": text}, "here", "shop") == reference


@pytest.mark.parametrize(
    "value", [{"output": "BucketName"}, {"output": "a.b.c.d"}, {"outputs": "a.b"}, {"output": "a.b", "x": 1}, {}]
)
def test_anything_else__is_refused_with_the_right_form(value: dict[str, Any]) -> None:
    with pytest.raises(StackyardError, match="neither plain nor a reference") as caught:
        parse_value(value, "here", "shop")
    assert "{output: stack.Name}" in caught.value.remedy
