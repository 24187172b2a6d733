from __future__ import annotations

import json

import pytest
from lambda_kit.checking import BadDocument, Checker, parse_json


def test_json__is_parsed() -> None:
    assert parse_json(b'{"a": [1, "\xc3\xa9"]}', "doc") == {"a": [1, "é"]}


def test_byte_order_mark__changes_nothing() -> None:
    assert parse_json(b"\xef\xbb\xbf[]", "doc") == []


@pytest.mark.parametrize(
    ("raw", "place", "reason"),
    [
        (b"", "line 1, column 1", "not JSON"),
        (b"{not json", "line 1, column 2", "not JSON"),
        (b'[\n"a"\n"b"]', "line 3, column 1", "not JSON"),
        (b'{"a": 1} x', "line 1, column 10", "not JSON"),
        (b'"a\x01"', "line 1, column 3", "not JSON"),
        (b"\xff\xfe", "", "not UTF-8"),
        ("[]".encode("utf-16"), "", "not UTF-8"),
        (b'{"a": 1, "b": 2, "a": 3}', "", "a field stands twice: 'a'"),
        (b'[{"x": {"a": 1, "a": 1}}]', "", "a field stands twice"),
        (b"[NaN]", "", "NaN is no JSON number"),
        (b"[-Infinity]", "", "-Infinity is no JSON number"),
        (b"9" * 5000, "", "a number has 5000 digits"),
        (b"[-" + b"9" * 1001 + b"]", "", "a number has 1002 digits"),
        (b"[" * 17 + b"]" * 17, "", "nested too deeply"),
        (b'{"a":' * 100_000, "", "nested too deeply"),
        (b"[" * 100_000, "", "nested too deeply"),
    ],
)
def test_damaged_document__is_told_with_place_and_reason(raw: bytes, place: str, reason: str) -> None:
    with pytest.raises(BadDocument) as caught:
        parse_json(raw, "python/test01/questions.json")

    assert caught.value.name == "python/test01/questions.json"
    assert str(caught.value).startswith("python/test01/questions.json: ")
    (fault,) = caught.value.faults
    assert fault.place == place
    assert reason in fault.reason


def test_nesting_of_our_own_documents__is_well_within_the_limit() -> None:
    assert parse_json(b"[" * 16 + b"]" * 16, "doc")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({}, "it is missing"),
        ({"name": 5}, "it must be a text"),
        ({"name": None}, "it must be a text"),
        ({"name": ""}, "it is empty"),
        ({"name": " \n"}, "it is empty"),
        ({"name": "a\x00b"}, "control characters"),
        ({"name": json.loads('"\\ud800"')}, "control characters"),
        ("text", "its entry must be an object"),
        (None, "its entry must be an object"),
    ],
)
def test_bad_field__is_told_by_what_is_wrong_with_it(entry: object, reason: str) -> None:
    check = Checker("doc")

    assert check.text(entry, "name", "[7]") == ""
    with pytest.raises(BadDocument) as caught:
        check.done(None)
    assert caught.value.faults[0].place == "[7].name"
    assert reason in caught.value.faults[0].reason


def test_text_of_several_lines__is_fine_but_no_id() -> None:
    check = Checker("doc")

    assert check.text({"name": "print(1)\n\tprint(2)"}, "name", "") == "print(1)\n\tprint(2)"
    check.done(None)
    check.short({"name": "a\nb"}, "name", "")
    with pytest.raises(BadDocument, match="one line"):
        check.done(None)
