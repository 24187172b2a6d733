"""The API as students meet it: what works, and every failure told apart with a message that says what to do."""

from __future__ import annotations

import json
import threading
import time

import pytest

from tests.e2e.environment import Answer, Environment, Student, call
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.everywhere

SUBJECT, TEST = "python", "test01"


@pytest.fixture(scope="module")
def student(deployed: Environment) -> Student:
    return deployed.student("student01")


def sheet(*answers: tuple[str, str]) -> list[dict[str, str]]:
    return [{"questionId": question, "answer": answer} for question, answer in answers]


def says(answer: Answer, status: int, *words: str) -> None:
    """Every answer carries its status in the envelope and is JSON; the message holds the given words."""
    assert answer.status == status, answer.body
    assert answer.body["code"] == status
    assert answer.headers["content-type"].startswith("application/json")
    for word in words:
        assert word.lower() in str(answer.body["body"]).lower()


def test_open_tests__are_listed_sorted_with_due_dates(student: Student) -> None:
    answer = student.open_tests()

    says(answer, 200)
    subjects = [entry["subject"] for entry in answer.body["body"]]
    assert subjects == sorted(subjects)
    assert len(subjects) >= 3
    assert all(len(entry["testIds"]) == 2 for entry in answer.body["body"])


def test_open_tests__can_be_narrowed_to_a_subject(student: Student) -> None:
    answer = student.open_tests(subjectName=SUBJECT)

    assert [entry["subject"] for entry in answer.body["body"]] == [SUBJECT]


def test_questions__come_without_their_key(student: Student) -> None:
    answer = student.questions(SUBJECT, TEST)

    says(answer, 200)
    assert len(answer.body["body"]) == 10
    assert set(answer.body["body"][0]) == {"questionId", "question", "answers"}


def test_form_content_type__is_taken_as_json(student: Student) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    says(student.call("POST", "/v1/tests", {"studentId": student.name}, form), 200)


def test_no_key__is_refused_by_the_gateway(student: Student) -> None:
    says(call("POST", f"{student.url}/api/v1/tests", b'{"studentId": "student01"}'), 403, "key")


def test_unknown_key__is_refused_by_the_gateway(student: Student) -> None:
    body = json.dumps({"studentId": student.name}).encode()

    says(call("POST", f"{student.url}/api/v1/tests", body, {"x-api-key": "0" * 40}), 403, "key")


def test_unknown_path__is_answered_in_the_envelope(student: Student) -> None:
    answer = student.call("GET", "/v1/nothing")

    assert answer.status in (403, 404)
    assert answer.body["code"] == answer.status


def test_key_of_another_student__is_forbidden(student: Student) -> None:
    says(student.call("POST", "/v1/tests", {"studentId": "student02"}), 403)
    says(student.submit(SUBJECT, TEST, sheet(("1", "a")), studentId="student02"), 403)


def test_student_not_on_the_list__is_named(student: Student) -> None:
    says(student.call("POST", "/v1/tests", {"studentId": "nobody99"}), 400, "list")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{not json", ["json"]),
        (b"", []),
        (b"[]", []),
        (b'"text"', []),
        (b"\xff\xfe{}", []),
        (json.dumps({}).encode(), ["studentId"]),
        (json.dumps({"studentId": 5}).encode(), ["studentId"]),
        (json.dumps({"studentId": ""}).encode(), []),
        (json.dumps({"studentId": "student01", "extra": 1}).encode(), []),
        (json.dumps({"studentId": "../student01"}).encode(), []),
        (json.dumps({"studentId": "student\u000001"}).encode(), []),
        (b'{"studentId":' + b"[" * 2000 + b"]" * 2000 + b"}", []),
        (json.dumps({"studentId": "student01", "subjectName": "a" * 70_000}).encode(), []),
    ],
    ids=[
        "malformed", "empty", "list", "text", "not-utf-8", "missing", "wrong-type", "empty-id", "unknown-field",
        "path-trick", "control-character", "deep-nesting", "oversized",
    ],
)  # fmt: skip
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_bad_body__is_a_400_that_says_why(student: Student, body: bytes, words: list[str], content_type: str) -> None:
    says(student.call("POST", "/v1/tests", body, {"Content-Type": content_type}), 400, *words)


def test_ten_megabytes__are_refused(student: Student) -> None:
    body = json.dumps({"studentId": "student01", "subjectName": "a" * 10_500_000}).encode()

    says(student.call("POST", "/v1/tests", body), 400)


@pytest.mark.parametrize(
    "query",
    ["", "subjectName=python", "testId=test01", "subjectName=&testId=test01", "subjectName=..%2f..&testId=test01",
     "subjectName=python&testId=..%2Ftest02", "subjectName=_keys&testId=x", "subjectName=python&testId=%00"],
)  # fmt: skip
def test_bad_query__is_a_400(student: Student, query: str) -> None:
    says(student.call("GET", f"/v1/test?{query}"), 400)


@pytest.mark.parametrize("query", ["subjectName=cooking&testId=test01", "subjectName=python&testId=test99"])
def test_unknown_subject_or_test__is_a_404(student: Student, query: str) -> None:
    says(student.call("GET", f"/v1/test?{query}"), 404)


@pytest.mark.parametrize(
    "answers",
    [
        sheet(("11", "a")),
        sheet(("1", "z")),
        sheet(("1", "a"), ("1", "b")),
        [{"questionId": "1"}],
        [{"questionId": "1", "answer": "a", "score": 5}],
        [{"questionId": 1, "answer": "a"}],
        "a",
    ],
)
def test_answers_that_do_not_fit__are_a_400_and_store_nothing(student: Student, answers: object) -> None:
    says(student.submit(SUBJECT, TEST, answers), 400)

    listed = student.open_tests(subjectName=SUBJECT).body["body"]
    assert TEST in listed[0]["testIds"]


def test_unknown_test__takes_no_answers(student: Student) -> None:
    says(student.submit(SUBJECT, "test99", sheet(("1", "a"))), 404)
    says(student.submit("cooking", TEST, sheet(("1", "a"))), 404)


def test_submission__is_written_once_and_leaves_the_list(deployed: Environment) -> None:
    writer = deployed.student("student30")
    says(writer.submit(SUBJECT, TEST, sheet(("1", "a"), ("2", "b"))), 200)

    says(writer.submit(SUBJECT, TEST, sheet(("1", "c"))), 409)

    assert TEST not in writer.open_tests(subjectName=SUBJECT).body["body"][0]["testIds"]
    stored = stored_answers(deployed, f"{SUBJECT}/{TEST}/student30/testResult.json")
    assert stored == sheet(("1", "a"), ("2", "b"))


def test_two_submissions_at_once__one_wins_and_its_answers_stand(deployed: Environment) -> None:
    writer = deployed.student("student29")
    answers: dict[str, Answer] = {}

    def send(letter: str) -> None:
        answers[letter] = writer.submit(SUBJECT, TEST, sheet(("1", letter)))

    threads = [threading.Thread(target=send, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status for answer in answers.values()) == [200, 409, 409, 409]
    winner = next(letter for letter, answer in answers.items() if answer.status == 200)
    assert stored_answers(deployed, f"{SUBJECT}/{TEST}/student29/testResult.json") == sheet(("1", winner))


def test_too_many_requests__are_told_to_wait(deployed: Environment) -> None:
    hasty = deployed.student("student28")
    answers: list[Answer] = []

    def burst() -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not any(answer.status == 429 for answer in answers) and time.monotonic() < end:
            answers.append(hasty.call("GET", "/v1/test"))

    threads = [threading.Thread(target=burst) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    throttled = [answer for answer in answers if answer.status == 429]
    assert throttled, "ten callers without a pause must exceed the limit"
    assert throttled[0].body["code"] == 429


def stored_answers(deployed: Environment, key: str) -> object:
    bucket = deployed.outputs("trainings", "data")["BucketName"]
    return json.loads(deployed.target.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
