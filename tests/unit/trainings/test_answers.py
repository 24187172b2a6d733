from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

import pytest
from lambda_kit.checking import BadDocument, Fault
from lambda_kit.requests import ApiError, Request
from trainings.answers import envelope, respond

from tests.unit.trainings.classroom import answered, event
from tests.unit.trainings.fake_s3 import failure


def raising(error: Exception) -> Any:
    def work(_request: Request) -> None:
        raise error

    return work


@pytest.mark.parametrize("body", [[], "text", {"a": 1}, None, "zażółć"])
def test_envelope__carries_status_and_body(body: object) -> None:
    answer = envelope(HTTPStatus.OK, body)

    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"code": 200, "body": body}
    assert type(answer["statusCode"]) is int


def test_result__is_answered_with_200() -> None:
    assert answered(event(), lambda _request: [1, 2]) == (200, [1, 2])


def test_api_error__is_answered_with_its_status_and_message() -> None:
    assert answered(event(), raising(ApiError(HTTPStatus.CONFLICT, "Too late."))) == (409, "Too late.")


def test_bad_request__is_answered_before_any_work() -> None:
    status, message = answered(event("x" * 100_000), raising(AssertionError("must not run")))

    assert status == 400
    assert "larger than 64 KB" in message


def test_unreadable_document__is_a_500_that_sends_to_the_trainer(caplog: pytest.LogCaptureFixture) -> None:
    error = BadDocument("studentsList.json", [Fault("[0].email", "it is not an e-mail address: someone@secret")])

    status, message = answered(event(), raising(error))

    assert status == 500
    assert "tell your trainer" in message
    assert caplog.records[-1].document == "studentsList.json"  # type: ignore[attr-defined]  # an extra field of the record


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("student01@example.com"),
        KeyError("student01"),
        RecursionError(),
        failure("GetObject", "AccessDenied", 403),
        BadDocument("x.json", [Fault("student01.sha256", "student01@example.com")]),
    ],
)
def test_exception__is_a_500_whose_message_is_told_nobody(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    status, message = answered(event(), raising(error))

    assert status == 500
    assert "student01" not in message
    record = caplog.records[-1]
    assert record.levelno == logging.ERROR
    assert record.exceptionType == type(error).__name__  # type: ignore[attr-defined]  # an extra field of the record
    assert any("test_answers.py" in frame for frame in record.frames)  # type: ignore[attr-defined]  # likewise
    assert "student01" not in repr(vars(record))


def test_refusal_of_aws__is_logged_with_operation_and_code(caplog: pytest.LogCaptureFixture) -> None:
    answered(event(), raising(failure("GetObject", "AccessDenied", 403)))

    assert vars(caplog.records[-1])["awsOperation"] == "GetObject"
    assert vars(caplog.records[-1])["awsCode"] == "AccessDenied"


def test_event_without_anything__is_a_500_in_the_envelope() -> None:
    assert json.loads(respond({}, raising(AssertionError()))["body"])["code"] == 500
