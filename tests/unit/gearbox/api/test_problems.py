from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any, NoReturn

import pytest
from gearbox.api.problems import Answer, FieldError, Problem, respond
from lambda_kit.requests import ApiError, Request

EVENT = {"requestContext": {"requestTimeEpoch": 1_790_000_000_000, "requestId": "6f8c1f2e-0000-4000-8000-000000000001"}}


def raising(error: Exception) -> Any:
    def work(_: Request) -> NoReturn:
        raise error

    return work


def test_good_answer__is_json_with_its_status_and_headers() -> None:
    answer = respond(EVENT, lambda _: Answer({"key": "ä"}, HTTPStatus.CREATED, {"Location": "/x"}))

    assert (answer["statusCode"], json.loads(answer["body"])) == (201, {"key": "ä"})
    assert answer["headers"] == {"Content-Type": "application/json", "Cache-Control": "no-store", "Location": "/x"}


def test_problem__is_a_problem_document_with_the_id_of_the_request() -> None:
    error = FieldError({"pointer": "#/size"}, "it is missing")

    answer = respond(EVENT, raising(Problem(HTTPStatus.BAD_REQUEST, "See errors.", (error,))))

    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert answer["statusCode"] == 400
    assert json.loads(answer["body"]) == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "See errors.",
        "instance": "urn:uuid:6f8c1f2e-0000-4000-8000-000000000001",
        "errors": [{"detail": "it is missing", "pointer": "#/size"}],
    }


def test_refusal_of_the_kit__is_a_problem_too() -> None:
    answer = respond(EVENT, raising(ApiError(HTTPStatus.BAD_REQUEST, "The body is too large.")))

    assert json.loads(answer["body"])["detail"] == "The body is too large."
    assert "errors" not in json.loads(answer["body"])


def test_exception_nobody_foresaw__is_told_without_what_it_says(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answer = respond(EVENT, raising(ValueError("a secret")))

    assert answer["statusCode"] == 500
    assert "secret" not in answer["body"]
    assert "secret" not in caplog.text
    assert caplog.records[-1].__dict__["exceptionType"] == "ValueError"


def test_event_that_cannot_be_read__is_answered_all_the_same() -> None:
    assert respond({}, raising(AssertionError()))["statusCode"] == 500
