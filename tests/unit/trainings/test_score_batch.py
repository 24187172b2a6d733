from __future__ import annotations

import json

import pytest
from trainings.layout import answer_key_key, batch_result_key, result_key, score_key
from trainings.mail_queue import QueueRefuses
from trainings.runs import Batch, BatchResult
from trainings.score_batch import score_batch

from tests.unit.trainings.fake_s3 import failure
from tests.unit.trainings.weekly_course import School

STUDENTS = ("s1", "s2", "s3")
BATCH = Batch("run", "00001", "python", "test01", STUDENTS)


@pytest.fixture
def school() -> School:
    made = School()
    made.publish("python", "test01")
    for student, letters in zip(STUDENTS, ("aa", "ab", ""), strict=True):
        made.submit("python", "test01", student, letters)
    return made


def score(school: School, batch: Batch = BATCH) -> BatchResult:
    score_batch(school.store, school.queue, batch)
    return BatchResult.from_json(school.read(batch_result_key("run", "00001")))


def test_batch__leaves_scores_result_and_mails(school: School) -> None:
    result = score(school)

    assert result == BatchResult({"s1": 5, "s2": 3, "s3": 0})
    assert [school.score("python", "test01", name) for name in STUDENTS] == [5, 3, 0]
    assert school.students_told == {("test01", "s1"): 5, ("test01", "s2"): 3, ("test01", "s3"): 0}


def test_answer_to_the_state_machine__names_nobody(school: School) -> None:
    assert score_batch(school.store, school.queue, BATCH) == {"scored": 3, "mails": 3, "problems": 0}


def test_batch_repeated__gives_the_same(school: School) -> None:
    first, scores = score(school), [school.score("python", "test01", name) for name in STUDENTS]

    assert score(school) == first
    assert [school.score("python", "test01", name) for name in STUDENTS] == scores
    assert len(school.mail_ids) == 3


def test_score_that_stands__is_kept_and_told(school: School) -> None:
    school.write(score_key("python", "test01", "s1"), {"score": 1})

    assert score(school).scores["s1"] == 1
    assert school.students_told["test01", "s1"] == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"{}", b'[{"questionId": 1}]', b"\xff\xfe", b"[" * 50_000],
    ids=["empty", "torn", "null", "object", "wrong type", "not UTF-8", "deep"],
)
def test_damaged_answers__are_told_and_the_others_are_scored(school: School, content: bytes) -> None:
    school.s3.keep(result_key("python", "test01", "s2"), content)

    result = score(school)

    assert result.scores == {"s1": 5, "s3": 0}
    assert [problem.student for problem in result.problems] == ["s2"]
    assert result.complete


def test_damaged_stored_score__is_told(school: School) -> None:
    school.s3.keep(score_key("python", "test01", "s2"), b'{"score": 9}')

    result = score(school)

    assert [problem.student for problem in result.problems] == ["s2"]
    assert "s2" not in result.scores


def test_answers_gone_since_they_were_listed__are_told(school: School) -> None:
    del school.s3.objects[result_key("python", "test01", "s2")]

    assert [problem.student for problem in score(school).problems] == ["s2"]


@pytest.mark.parametrize("content", [None, b"{", b"[]"], ids=["missing", "torn", "empty"])
def test_unusable_answer_key__scores_nobody_and_leaves_the_test_open(school: School, content: bytes | None) -> None:
    key = answer_key_key("python", "test01")
    del school.s3.objects[key]
    if content is not None:
        school.s3.keep(key, content)

    result = score(school)

    assert (result.scores, result.complete) == ({}, False)
    assert [problem.student for problem in result.problems] == [""]
    assert key in result.problems[0].problem
    assert school.mails == []


def test_s3_failure__fails_the_batch_so_that_it_is_repeated(school: School) -> None:
    school.s3.faults["PutObject"] = [failure("PutObject", "SlowDown", 503)]

    with pytest.raises(Exception, match="SlowDown"):
        score_batch(school.store, school.queue, BATCH)
    assert score(school).scores == {"s1": 5, "s2": 3, "s3": 0}


def test_queue_failure__leaves_no_result_so_that_the_batch_is_repeated(school: School) -> None:
    school.sqs.refusing = 1_000

    with pytest.raises(QueueRefuses):
        score_batch(school.store, school.queue, BATCH)
    assert batch_result_key("run", "00001") not in school.s3.objects


def test_calls__are_two_a_sheet_and_four_a_batch(school: School) -> None:
    school.s3.calls.clear()

    score(school)

    assert dict(school.s3.calls) == {"GetObject": 2 + 3, "PutObject": 3 + 1}
    assert school.sqs.calls == 1


def test_result__is_json_without_addresses(school: School) -> None:
    score(school)

    assert "@" not in json.dumps(school.read(batch_result_key("run", "00001")))
