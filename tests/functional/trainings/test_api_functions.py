"""The three functions behind the API, loaded as Lambda loads them, over a bucket of moto's."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import boto3
import pytest
from lambda_kit.settings import BadSetting
from moto import mock_aws

LoadHandler = Callable[[str, str], ModuleType]

IN_TIME = datetime(2026, 11, 23, 21, 59, 59, tzinfo=UTC)
TOO_LATE = datetime(2026, 11, 23, 22, 0, 0, tzinfo=UTC)
KEYS = {"student01": "first-key-0123456789", "student02": "second-key-0123456789"}
ANSWERS = [{"answerId": "a", "answerBody": "A"}, {"answerId": "b", "answerBody": "B"}]
QUESTIONS = [{"questionId": str(number), "question": "?", "answers": ANSWERS} for number in range(1, 4)]


@dataclass
class Course:
    """A published course: its bucket, and the three functions as the API calls them."""

    s3: Any
    list_tests: ModuleType
    get_test: ModuleType
    upload_test: ModuleType

    def keep(self, key: str, document: Any) -> None:
        self.s3.put_object(Bucket="course", Key=key, Body=json.dumps(document).encode())

    def stored(self, key: str) -> Any:
        return json.loads(self.s3.get_object(Bucket="course", Key=key)["Body"].read())

    def call(
        self,
        function: ModuleType,
        body: Any = None,
        query: Any = None,
        *,
        student: str = "student01",
        at: datetime = IN_TIME,
    ) -> tuple[int, Any]:
        event = {
            "headers": {"X-Api-Key": KEYS.get(student, student), "Content-Type": "application/x-www-form-urlencoded"},
            "requestContext": {"requestTimeEpoch": int(at.timestamp() * 1000)},
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
            "queryStringParameters": query,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        }
        answer = function.handler(event, None)
        document = json.loads(answer["body"])
        assert answer["statusCode"] == document["code"]
        assert set(document) == {"code", "body"}
        return document["code"], document["body"]

    def submit(self, answer: str = "a", **more: Any) -> tuple[int, Any]:
        student = more.get("student", "student01")
        sheet = [{"questionId": "1", "answer": answer}]
        body = {"subjectName": "python", "testId": "test01", "studentId": student, "testResult": sheet}
        return self.call(self.upload_test, body, **more)


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch, load_handler: LoadHandler) -> Iterator[Course]:
    settings = {
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1",
        "BUCKET": "course", "SCHOOL_ZONE": "Europe/Warsaw",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="course")
        course = Course(s3, *(load_handler("trainings", name) for name in ("list_tests", "get_test", "upload_test")))
        course.keep("studentsList.json", [{"student_id": name, "email": f"{name}@example.com"} for name in KEYS])
        digests = {name: hashlib.sha256(key.encode()).hexdigest() for name, key in KEYS.items()}
        course.keep("_keys/studentKeys.json", {name: {"sha256": digests[name], "apiKeyId": name} for name in KEYS})
        for test in ("test01", "test02"):
            course.keep(f"python/{test}/questions.json", QUESTIONS)
            course.keep(f"python/{test}/dueDate.json", {"due": "2026-11-23T23:00:00+01:00"})
        yield course


def test_a_students_evening__list_fetch_submit_and_list_again(course: Course) -> None:
    status, listed = course.call(course.list_tests, {"studentId": "student01"})
    assert (status, [entry["testIds"] for entry in listed]) == (200, [["test01", "test02"]])

    query = {"subjectName": "python", "testId": "test01"}
    assert course.call(course.get_test, query=query) == (200, QUESTIONS)

    assert course.submit()[0] == 200
    assert course.stored("python/test01/student01/testResult.json") == [{"questionId": "1", "answer": "a"}]

    _, listed = course.call(course.list_tests, {"studentId": "student01"})
    assert listed[0]["testIds"] == ["test02"]


def test_second_submission__is_a_conflict_and_the_first_stands(course: Course) -> None:
    course.submit("a")

    assert course.submit("b")[0] == 409
    assert course.stored("python/test01/student01/testResult.json")[0]["answer"] == "a"


def test_two_submissions_at_once__cannot_both_win(course: Course) -> None:
    outcomes: list[tuple[int, str]] = []
    start = threading.Barrier(2)

    def send(answer: str) -> None:
        start.wait()
        outcomes.append((course.submit(answer)[0], answer))

    threads = [threading.Thread(target=send, args=(answer,)) for answer in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(status for status, _ in outcomes) == [200, 409]
    stands = course.stored("python/test01/student01/testResult.json")[0]["answer"]
    assert (200, stands) in outcomes


def test_after_the_deadline__nothing_is_taken_or_listed(course: Course) -> None:
    assert course.submit(at=TOO_LATE)[0] == 403
    assert course.call(course.list_tests, {"studentId": "student01"}, at=TOO_LATE) == (200, [])


def test_strangers_key__opens_nothing(course: Course) -> None:
    query = {"subjectName": "python", "testId": "test01"}

    assert course.call(course.list_tests, {"studentId": "student01"}, student="stranger")[0] == 403
    assert course.call(course.get_test, query=query, student="stranger")[0] == 403
    assert course.call(course.list_tests, {"studentId": "student01"}, student="student02")[0] == 403


def test_bucket_that_is_gone__is_a_500_in_the_envelope(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    for entry in course.s3.list_objects_v2(Bucket="course")["Contents"]:
        course.s3.delete_object(Bucket="course", Key=entry["Key"])
    course.s3.delete_bucket(Bucket="course")

    status, _ = course.call(course.list_tests, {"studentId": "student01"})

    assert status == 500
    assert ("GetObject", "NoSuchBucket") in [
        (vars(r).get("awsOperation"), vars(r).get("awsCode")) for r in caplog.records
    ]


@pytest.mark.parametrize("function", ["list_tests", "get_test", "upload_test"])
def test_start_without_bucket__fails_naming_the_variable(
    function: str, load_handler: LoadHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BUCKET", raising=False)
    monkeypatch.setenv("SCHOOL_ZONE", "Europe/Warsaw")

    with pytest.raises(BadSetting, match="BUCKET is missing"):
        load_handler("trainings", function)
