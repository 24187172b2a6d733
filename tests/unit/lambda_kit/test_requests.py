from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
from lambda_kit.checking import BadValue
from lambda_kit.requests import SMALL, ApiError, BodyLimit, Request

FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def event(
    body: Any = None, *, at: datetime = FRIDAY, query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Make a REST proxy event; ``body`` may be the raw text or a JSON document."""
    return {
        "headers": dict(headers or {}),
        "requestContext": {"requestTimeEpoch": int(at.timestamp() * 1000), "requestId": "request"},
        "body": body if isinstance(body, str) or body is None else json.dumps(body),
        "isBase64Encoded": False,
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": None,
        **more,
    }


def request(*arguments: Any, **more: Any) -> Request:
    return Request.from_event(event(*arguments, **more))


def word(value: object) -> str:
    """Read a field of these tests: one word."""
    if not isinstance(value, str):
        raise BadValue("it is not a text")
    if not value.isidentifier():
        raise BadValue("it is no word")
    return value


REQUIRED = {"studentId": word}
OPTIONAL = {"subjectName": word}


def refused(caught: pytest.ExceptionInfo[ApiError]) -> str:
    assert caught.value.code == HTTPStatus.BAD_REQUEST
    return caught.value.message


def test_now__is_when_the_gateway_received_the_request() -> None:
    assert request().now == FRIDAY
    assert request(at=datetime(2031, 1, 1, tzinfo=UTC)).now == datetime(2031, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["x-api-key", "X-Api-Key", "X-API-KEY"])
def test_api_key_header__is_found_whatever_its_case(name: str) -> None:
    assert request(headers={name: "secret"}).api_key == "secret"


@pytest.mark.parametrize("headers", [{}, {"x-api-key": ""}])
def test_absent_api_key__is_empty(headers: dict[str, str]) -> None:
    assert request(headers=headers).api_key == ""
    assert Request.from_event({**event(), "headers": None}).api_key == ""


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", "image/png"]
)
def test_body__is_json_whatever_the_content_type(content_type: str) -> None:
    found = request('{"studentId": "student01"}', headers={"Content-Type": content_type}).json_fields(REQUIRED)

    assert found == {"studentId": "student01"}


def test_optional_field__may_be_there_or_not() -> None:
    body = {"studentId": "student01", "subjectName": "python"}

    assert request(body).json_fields(REQUIRED, OPTIONAL) == body
    assert request({"studentId": "student01"}).json_fields(REQUIRED, OPTIONAL) == {"studentId": "student01"}


def test_base64_body__is_decoded() -> None:
    body = base64.b64encode(b'{"studentId": "student01"}').decode()

    assert request(body, isBase64Encoded=True).json_fields(REQUIRED) == {"studentId": "student01"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "no usable JSON"),
        ("", "no usable JSON"),
        ("{not json", "line 1, column 2"),
        ("studentId=student01", "no usable JSON"),
        ('{"studentId": "student01"', "no usable JSON"),
        ("[]", "must be one JSON object with the fields studentId and, if you like, subjectName"),
        ('"student01"', "must be one JSON object"),
        ("null", "must be one JSON object"),
        ("{}", "The field studentId is missing"),
        ('{"studentId": null}', "The field studentId is wrong: it is not a text."),
        ('{"studentId": 5}', "The field studentId is wrong"),
        ('{"studentId": ["student01"]}', "The field studentId is wrong"),
        ('{"studentId": ""}', "it is no word"),
        ('{"studentId": "../student02"}', "it is no word"),
        ('{"studentId": "a%2fb"}', "it is no word"),
        ('{"studentId": "a\\u0000"}', "it is no word"),
        ('{"studentId": "a\\ud800"}', "it is no word"),
        ('{"studentId": "\ufffd"}', "it is no word"),
        ('{"studentId": "student01", "subjectName": 1}', "The field subjectName is wrong"),
        ('{"studentId": "student01", "extra": 1}', "There is no field 'extra' here"),
        ('{"studentId": "student01", "studentId": "student02"}', "a field stands twice: 'studentId'"),
        ('{"studentId": NaN}', "no JSON number"),
        ('{"studentId": ' + "[" * 2000 + "]" * 2000 + "}", "nested too deeply"),
        ("[" * 60_000, "nested too deeply"),
        ('{"studentId": ' + "9" * 10_000 + "}", "digits"),
        ("\ud800", "not text"),
    ],
)
def test_bad_body__is_refused_by_name(body: str | None, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        request(body).json_fields(REQUIRED, OPTIONAL)

    assert words in refused(caught)


@pytest.mark.parametrize("body", ["***", "é", "YQ", base64.b64encode(b"\xff\xfe{}").decode()])
def test_body_that_is_no_text__is_refused(body: str) -> None:
    with pytest.raises(ApiError) as caught:
        request(body, isBase64Encoded=True).json_fields(REQUIRED)

    assert "UTF-8" in refused(caught)


def padded(size: int) -> str:
    """A good body of exactly ``size`` bytes."""
    text = json.dumps({"studentId": "student01"})
    return text + " " * (size - len(text))


def test_body_of_the_largest_size__is_taken() -> None:
    assert request(padded(SMALL.bytes)).json_fields(REQUIRED)


@pytest.mark.parametrize(
    "more",
    [
        {"body": padded(SMALL.bytes + 1)},
        {"body": padded(10_000_000)},
        {"body": '"' + "é" * (SMALL.bytes // 2) + '"'},
        {"body": base64.b64encode(padded(SMALL.bytes + 1).encode()).decode(), "isBase64Encoded": True},
        {"body": "!" * 10_000_000, "isBase64Encoded": True},
    ],
    ids=["one byte", "10 MB", "bytes, not characters", "base64", "10 MB of no base64"],
)
def test_oversized_body__is_refused_with_the_limit(more: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as caught:
        Request.from_event({**event(), **more})

    assert refused(caught) == "The body is larger than 64 KB. Send less."


def test_limit__is_the_apis_own() -> None:
    limit = BodyLimit(2048, "Send one order.")

    assert Request.from_event(event(padded(2048)), limit).body
    with pytest.raises(ApiError) as caught:
        Request.from_event(event(padded(2049)), limit)
    assert refused(caught) == "The body is larger than 2 KB. Send one order."


def test_message__repeats_little_of_what_was_sent() -> None:
    with pytest.raises(ApiError) as caught:
        request({"studentId": "student01", "y" * 60_000: 1}).json_fields(REQUIRED)
    assert len(refused(caught)) < 400


def test_query__is_read() -> None:
    assert request(query={"subjectName": "python"}).query_fields({"subjectName": word}) == {"subjectName": "python"}


def test_optional_parameter__may_be_there_or_not() -> None:
    assert request(query={"subjectName": "python"}).query_fields({}, OPTIONAL) == {"subjectName": "python"}
    assert request().query_fields({}, OPTIONAL) == {}
    with pytest.raises(ApiError) as caught:
        request(query={"other": "x"}).query_fields({}, OPTIONAL)
    assert refused(caught) == "There is no field 'other' here. Send subjectName, each if you like."
    with pytest.raises(ApiError) as caught:
        request(query={"other": "x"}).query_fields({})
    assert refused(caught) == "There is no field 'other' here. Send none."


def test_call__has_the_id_that_the_gateway_logs() -> None:
    assert request().id == "request"
    assert request(requestContext={"requestTimeEpoch": 0}).id == ""


def test_query_of_single_values_only__is_read_too() -> None:
    bare = {name: value for name, value in event(query={"subjectName": "sql"}).items() if not name.startswith("multi")}

    assert Request.from_event(bare).query_fields({"subjectName": word}) == {"subjectName": "sql"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (None, "The field subjectName is missing"),
        ({"subjectName": [""]}, "it is no word"),
        ({"subjectName": ["../x"]}, "it is no word"),
        ({"subjectName": ["a/b"]}, "it is no word"),
        ({"subjectName": ["%2e%2e"]}, "it is no word"),
        ({"subjectName": ["a", "b"]}, "'subjectName' stands twice"),
        ({"subjectName": ["a"], "subject": ["b"]}, "There is no field 'subject' here"),
    ],
)
def test_bad_query__is_refused_by_name(values: dict[str, list[str]] | None, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        request(multiValueQueryStringParameters=values).query_fields({"subjectName": word})

    assert words in refused(caught)


def test_endless_number__is_refused_in_our_own_words() -> None:
    with pytest.raises(ApiError) as caught:
        request('{"studentId": ' + "7" * 10_000 + "}").json_fields({"studentId": word})

    assert caught.value.code == HTTPStatus.BAD_REQUEST
    assert "a number has 10000 digits" in caught.value.message
    assert "sys." not in caught.value.message
