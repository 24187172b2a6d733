"""Publishing against a bucket and an API Gateway: again, after interruptions, beside others."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from stackyard.errors import StackyardError
from trainings_ops.seed import apply_seed

from tests.functional.trainings_ops.conftest import NOW, School
from tests.unit.trainings_ops.builders import QUESTIONS, as_bytes, students_document, write_tree

STUDENTS = tuple(f"student{number:02}" for number in range(1, 6))


@pytest.fixture
def tree(tmp_path):
    return write_tree(tmp_path / "trainings", "linux/test01", "linux/test02", "aws/test01", students=STUDENTS)


def key_document(school: School) -> dict[str, dict[str, str]]:
    return json.loads(school.bucket.read("_keys/studentKeys.json"))


def test_first_seed__publishes_everything_and_a_key_for_each_student(school, tree) -> None:
    assert school.seed(tree).changed
    assert school.bucket.read("linux/test01/questions.json") == (tree / "linux/test01/questions.json").read_bytes()
    assert json.loads(school.bucket.read("aws/test01/dueDate.json")) == {"due": "2026-11-23T23:00:00+01:00"}
    records = key_document(school)
    assert sorted(records) == list(STUDENTS)
    for student, record in records.items():
        key = school.gateway.keys[record["apiKeyId"]]
        assert key["name"] == f"stackyard-local-trainings-{student}"
        assert record["sha256"] == hashlib.sha256(key["value"].encode()).hexdigest()
        assert record["apiKeyId"] in school.gateway.attached


def test_values_of_keys__stand_nowhere_in_the_bucket(school, tree) -> None:
    school.seed(tree)
    everything = b"".join(school.bucket.read(key) for key in school.stored())
    assert b"value-of-key" not in everything


def test_second_seed__changes_nothing_and_writes_nothing(school, tree) -> None:
    school.seed(tree)
    school.gateway.calls.clear()
    plan = school.seed(tree, now=NOW + timedelta(days=30))
    assert not plan.changed
    assert set(school.gateway.calls) == {"get_api_keys", "get_usage_plan_keys"}
    assert all(version.latest for version in school.bucket.versions(""))


def test_plan_alone__writes_nothing(school, tree) -> None:
    assert school.plan(tree).changed
    assert school.stored() == []
    assert school.gateway.keys == {}


@pytest.mark.parametrize("operation", ["create_api_key", "create_usage_plan_key"])
def test_interrupted_seed__is_completed_by_the_next_without_a_spare_key(school, tree, operation) -> None:
    school.gateway.fail_at = {operation: 3}
    with pytest.raises(ConnectionError):
        school.seed(tree)
    assert "studentsList.json" not in school.stored()
    school.seed(tree)
    assert len(school.gateway.keys) == len(STUDENTS)
    assert sorted(school.gateway.attached) == sorted(school.gateway.keys)
    assert not school.plan(tree).changed


def test_spare_keys_of_a_student__are_cleaned_and_the_recorded_one_stays(school, tree) -> None:
    school.seed(tree)
    recorded = key_document(school)["student01"]["apiKeyId"]
    school.gateway.create_api_key(
        name="stackyard-local-trainings-student01", enabled=True, tags=school.gateway.keys[recorded]["tags"]
    )
    plan = school.seed(tree)
    assert [key.owner for key in plan.keys.delete] == ["student01"]
    assert recorded in school.gateway.keys
    assert len(school.gateway.keys) == len(STUDENTS)


def test_key_of_another_environment__is_never_touched(school, tree) -> None:
    other = school.gateway.create_api_key(
        name="stackyard-local-trainings-student09", enabled=True, tags={"stackyard:environment": "local-2"}
    )
    school.seed(tree, prune=True)
    assert other["id"] in school.gateway.keys


def test_student_removed_with_prune__loses_list_entry_record_and_key_but_no_answers(school, tree) -> None:
    school.seed(tree)
    school.bucket.write("linux/test01/student01/testResult.json", b"[]")
    (tree / "studentsList.json").write_bytes(students_document(*STUDENTS[1:]))
    kept = school.seed(tree)
    assert kept.held_back == ["student student01"]
    assert len(school.gateway.keys) == len(STUDENTS)
    school.seed(tree, prune=True)
    assert "student01" not in key_document(school)
    assert b"student01" not in school.bucket.read("studentsList.json")
    assert not any(key["name"].endswith("student01") for key in school.gateway.keys.values())
    assert "linux/test01/student01/testResult.json" in school.stored()
    assert not school.plan(tree, prune=True).changed


def test_test_removed_with_prune__goes_but_answers_and_scores_stay(school, tree) -> None:
    school.seed(tree)
    school.bucket.write("linux/test02/student01/score.json", b'{"score": 5}')
    for file in (tree / "linux/test02").iterdir():
        file.unlink()
    (tree / "linux/test02").rmdir()
    assert "linux/test02/questions.json" in school.seed(tree).held_back
    assert "linux/test02/questions.json" in school.stored()
    school.seed(tree, prune=True)
    assert [key for key in school.stored() if key.startswith("linux/test02/")] == ["linux/test02/student01/score.json"]
    assert not school.plan(tree, prune=True).changed


def test_corrected_question__is_the_only_document_written(school, tree) -> None:
    school.seed(tree)
    (tree / "linux/test01/questions.json").write_bytes(as_bytes([{**QUESTIONS[0], "question": "?"}, QUESTIONS[1]]))
    plan = school.seed(tree, now=NOW + timedelta(days=30))
    assert [upload.key for upload in plan.tests.uploads] == ["linux/test01/questions.json"]
    assert json.loads(school.bucket.read("linux/test01/dueDate.json")) == {"due": "2026-11-23T23:00:00+01:00"}


def test_bucket_of_another_installation__is_taken_over_as_it_is(school, tree) -> None:
    for name in ("studentsList.json", "linux/test01/questions.json", "linux/test01/questionsKey.json"):
        school.bucket.write(name, (tree / name).read_bytes())
    plan = school.seed(tree)
    assert not any(upload.key.startswith("linux/test01/") for upload in plan.tests.uploads)
    assert not plan.students.changed
    assert len(plan.keys.create) == len(STUDENTS)


def test_two_seeds_at_once__the_slower_one_is_told_and_overwrites_nothing(school, tree) -> None:
    late = school.plan(tree)
    school.seed(tree)

    before = key_document(school)
    with pytest.raises(StackyardError, match="somebody else changed the published documents"):
        apply_seed(late, school.bucket, school.ring)
    assert key_document(school) == before
    school.seed(tree)
    assert len(school.gateway.keys) == len(STUDENTS)


def test_damaged_published_documents__are_told_and_written_anew(school, tree) -> None:
    school.seed(tree)
    school.bucket.write("studentsList.json", b"[{")
    school.bucket.write("_keys/studentKeys.json", b"nonsense")
    plan = school.seed(tree)
    assert len(plan.warnings) == 2
    assert "studentsList.json is damaged" in plan.warnings[0]
    assert sorted(key_document(school)) == list(STUDENTS)
    assert len(school.gateway.keys) == len(STUDENTS)
    assert not school.plan(tree).changed
