from __future__ import annotations

import json

import pytest

from embedded import control
from tests.unit.embedded.asgi import answering, request

SERVED = control.serving(answering([]))


@control.route("POST", "/test/echo")
def echo(asked: control.Request) -> object:
    return {"json": asked.json, "query": asked.query}


@control.route("GET", "/test/refuses")
def refuses(_asked: control.Request) -> object:
    raise control.BadRequestError("not like this")


@control.route("GET", "/test/breaks")
def breaks(_asked: control.Request) -> object:
    raise RuntimeError("broken pipe")


def test_endpoint__gets_body_and_query_and_answers_json() -> None:
    answer = request(SERVED, "POST", "/_stackyard/test/echo?a=1&b=2", b'{"c": [3]}')

    assert answer.status == 200
    assert json.loads(answer.body) == {"json": {"c": [3]}, "query": {"a": "1", "b": "2"}}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["date"].endswith("GMT")


def test_request_of_somebody_else__reaches_the_application() -> None:
    assert request(SERVED, "GET", "/_stackyards").body == b"application"


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/test/refuses", 400, "not like this"),
        ("/test/breaks", 500, "RuntimeError: broken pipe"),
        ("/test/missing", 404, "no such endpoint: GET /_stackyard/test/missing"),
    ],
)
def test_endpoint_that_cannot_answer__says_why(path: str, status: int, message: str) -> None:
    answer = request(SERVED, "GET", f"/_stackyard{path}")

    assert (answer.status, json.loads(answer.body)["error"]) == (status, message)


def test_body_that_is_no_json__is_a_bad_request() -> None:
    assert request(SERVED, "POST", "/_stackyard/test/echo", b"{").status == 400


def test_two_endpoints_at_one_place__are_refused() -> None:
    with pytest.raises(ValueError, match="two endpoints for POST /_stackyard/test/echo"):
        control.route("POST", "/test/echo")(echo)


def test_ask__answers_from_within_and_none_for_no_endpoint() -> None:
    asked = control.Request(json=1, query={})

    assert control.ask("POST", "/test/echo", asked) == {"json": 1, "query": {}}
    assert control.ask("GET", "/test/missing", asked) is None
