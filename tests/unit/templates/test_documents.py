from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.templates.documents import Section, dump, load, read


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref Name", {"Ref": "Name"}),
        ("!Condition HasName", {"Condition": "HasName"}),
        ("!GetAtt Role.Arn", {"Fn::GetAtt": ["Role", "Arn"]}),
        ("!GetAtt [Nested, Outputs.Arn]", {"Fn::GetAtt": ["Nested", "Outputs.Arn"]}),
        ("!GetAtt Nested.Outputs.Arn", {"Fn::GetAtt": ["Nested", "Outputs.Arn"]}),
        ("!Sub '${A}-b'", {"Fn::Sub": "${A}-b"}),
        ("!Sub ['${A}', {A: !Ref B}]", {"Fn::Sub": ["${A}", {"A": {"Ref": "B"}}]}),
        (
            "!If [HasName, !Ref Name, !Ref AWS::NoValue]",
            {"Fn::If": ["HasName", {"Ref": "Name"}, {"Ref": "AWS::NoValue"}]},
        ),
        ("!Transform {Name: AWS::Include}", {"Fn::Transform": {"Name": "AWS::Include"}}),
    ],
)
def test_short_tag__becomes_its_long_form(short, long):
    assert load(f"Value: {short}", "t.yaml")["Value"] == long


@pytest.mark.parametrize(
    ("written", "value"),
    [("2012-10-17", "2012-10-17"), ("23:00", "23:00"), ("007", 7), ("1.5", 1.5), ("on", True), ("~", None)],
)
def test_scalar__keeps_what_cloudformation_takes_it_for(written, value):
    assert load(f"Value: {written}", "t.yaml")["Value"] == value


def test_key_that_yaml_takes_for_a_number_or_a_truth__stays_text():
    assert list(load("200: a\non: b", "t.yaml")) == ["200", "on"]


def test_key_that_stands_twice__is_refused_with_both_lines():
    with pytest.raises(StackyardError) as caught:
        load("Resources:\n  A: 1\n  B: 2\n  A: 3\n", "api/resources.yaml")
    assert "api/resources.yaml:4:3: the key 'A' stands here a second time (the first one is in line 2)" in str(
        caught.value
    )


def test_merged_key__may_be_overridden():
    text = "Base: &base {A: 1, B: 2}\nDerived:\n  <<: *base\n  B: 3\n"
    assert load(text, "t.yaml")["Derived"] == {"A": 1, "B": 3}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A: [1, 2\nB: 3\n", "t.yaml:2:"),
        ("A: b: c\n", "t.yaml:1:5"),
        ("? [a, b]\n: c\n", "a key must be plain text"),
        ("- a\n", "holds no sections"),
        ("", "holds no sections"),
        ("A: \x00", "is no YAML"),
        ("A: !!python/object:os.system {}\n", "could not determine a constructor"),
    ],
)
def test_text_that_is_no_template__names_file_and_place(text, problem):
    with pytest.raises(StackyardError) as caught:
        load(text, "t.yaml")
    assert "t.yaml" in caught.value.problem
    assert problem in caught.value.problem


def test_file_in_another_encoding__is_refused_by_name(tmp_path: Path):
    (tmp_path / "frame.yaml").write_bytes("Description: Zażółć\n".encode("iso8859-2"))
    with pytest.raises(StackyardError, match=r"frame\.yaml: is not UTF-8 text"):
        read(tmp_path / "frame.yaml", tmp_path)


def test_place__is_the_line_of_the_deepest_key_that_is_there():
    document = load("Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      A: 1\n", "f.yaml")
    assert document.place("Resources", "Bucket", "Properties") == "f.yaml:4"
    assert document.place("Resources", "Bucket", "DependsOn") == "f.yaml:2"
    assert document.place("Outputs") == "f.yaml:1"


def test_document_written_and_read_again__is_the_same():
    text = "A: !Sub '${B}'\nB: |\n  several\n  lines\nC: ['1', 1, 'true', '23:00', '2012-10-17', ł, '']\nD: {}\n"
    document = load(text, "t.yaml")
    assert load(dump(document), "t.yaml") == document


def test_alias__is_written_out_in_full():
    document = load("A: &a {x: 1}\nB: *a\n", "t.yaml")
    assert dump(document) == "A:\n  x: 1\nB:\n  x: 1\n"


def test_long_line__is_never_folded():
    expression = "word " * 100
    assert dump({"A": expression.strip()}).count("\n") == 1


def test_section__behaves_as_a_plain_dictionary():
    assert load("A: {B: 1}", "t.yaml") == {"A": {"B": 1}}
    assert isinstance(load("A: {B: 1}", "t.yaml")["A"], Section)


@pytest.mark.parametrize(
    ("written", "kind"), [("!!int abc", "int"), ("!!bool maybe", "bool"), ("!!map x", "map"), ("9" * 5000, "int")]
)
def test_value_that_is_not_what_it_says__is_told_with_its_place(written, kind):
    with pytest.raises(StackyardError, match=f"t.yaml:2:4: this value is no {kind}"):
        load(f"A: 1\nB: {written}\n", "t.yaml")
