"""Pieces of joined texts that stand in mappings, branches and split texts, as far as a template itself says them."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.rules.document import Document, spelled
from stackyard.rules.pieces import is_by_place, looked_up, written_out

MAPPINGS = {
    "Fixed": {"dev": {"Partition": "aws"}, "prod": {"Partition": "aws"}},
    "Staged": {"dev": {"Name": "one"}, "prod": {"Name": "two"}},
}
STAGE = {"Ref": "Stage"}


def texts_of(value: Any) -> list[str | None]:
    return [spelled(one) for one in written_out(value, MAPPINGS)]


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ({"Fn::FindInMap": ["Fixed", "dev", "Partition"]}, "arn:aws:s3:::x"),
        ({"Fn::FindInMap": ["Fixed", STAGE, "Partition"]}, "arn:aws:s3:::x"),
        ({"Fn::FindInMap": ["Staged", STAGE, "Name"]}, "arn:${...}:s3:::x"),
        ({"Fn::FindInMap": ["Fixed", {"Ref": "AWS::Partition"}, "Partition"]}, "arn:${...}:s3:::x"),
        ({"Fn::FindInMap": ["Nowhere", "dev", "Partition"]}, "arn:${...}:s3:::x"),
        ({"Fn::Select": [1, ["aws-cn", "aws"]]}, "arn:aws:s3:::x"),
        ({"Fn::Select": ["0", {"Fn::Split": ["-", "aws-cn"]}]}, "arn:aws:s3:::x"),
        ({"Fn::Select": [7, ["aws"]]}, "arn:${...}:s3:::x"),
        ({"Fn::Select": [0]}, "arn:${...}:s3:::x"),
    ],
)
def test_piece_of_a_join__is_put_in_where_the_template_says_it(piece: Any, text: str) -> None:
    assert texts_of({"Fn::Join": [":", ["arn", piece, "s3:::x"]]}) == [text]


def test_split_text__is_joined_again() -> None:
    assert texts_of({"Fn::Join": [":", {"Fn::Split": [",", "arn,aws,s3,,,x"]}]}) == ["arn:aws:s3:::x"]
    assert texts_of({"Fn::Join": [":", {"Fn::Split": ["", "arn"]}]}) == [None]


def test_branches_of_a_piece__make_two_texts() -> None:
    choice = {"Fn::If": ["InChina", "aws-cn", "aws"]}
    assert texts_of({"Fn::Sub": ["arn:${P}:s3:::x", {"P": choice}]}) == ["arn:aws-cn:s3:::x", "arn:aws:s3:::x"]


def test_what_writes_no_text__stays_as_it_is() -> None:
    for value in ({"Fn::FindInMap": ["Fixed", "dev", "Partition"]}, {"Ref": "A"}, [1], "a", {"a": 1, "b": 2}):
        assert list(written_out(value, MAPPINGS)) == [value]


def test_look_up__gives_all_that_may_be_found_and_nothing_for_what_is_none() -> None:
    assert looked_up(["Staged", STAGE, "Name"], MAPPINGS) == ["one", "two"]
    assert looked_up("Staged", MAPPINGS) == []
    assert looked_up([STAGE, "dev", "Name"], MAPPINGS) == []
    assert is_by_place(["Fixed", {"Ref": "AWS::Region"}, "Partition"])
    assert not is_by_place("Fixed")


def test_document__tells_both_texts_at_the_path_of_the_function() -> None:
    value = {"Fn::Sub": ["arn:${P}:s3:::x", {"P": {"Fn::If": ["C", "aws-cn", "aws"]}}]}
    document = Document({"Outputs": {"Arn": {"Value": value}}})
    path = ("Outputs", "Arn", "Value")
    assert list(document.texts()) == [(path, "arn:aws-cn:s3:::x"), (path, "arn:aws:s3:::x")]
