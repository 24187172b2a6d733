"""URL and key for a student's client, and every reason why there is none."""

from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from trainings_ops.api_config import student_config

from tests.functional.trainings_ops.conftest import School
from tests.functional.trainings_ops.targets import deployment
from tests.unit.trainings_ops.builders import write_tree

OUTPUTS = {"data": {"BucketName": "school"}, "api": {"ApiId": "abc", "UsagePlanId": "plan"}}


@pytest.fixture
def seeded(school, tmp_path) -> School:
    school.seed(write_tree(tmp_path / "trainings", students=("student07", "student0", "student01")))
    return school


def config(school: School, student: str = ""):
    return student_config(deployment(OUTPUTS, s3=school.s3, apigateway=school.gateway), student)


def test_student__gets_the_url_without_stage_and_their_own_key(seeded) -> None:
    (key,) = [key for key in seeded.gateway.keys.values() if key["name"] == "stackyard-local-trainings-student0"]
    assert config(seeded, "student0").text() == f"API Endpoint URL: http://api.test/abc\nAPI Key: {key['value']}\n"


def test_nobody_named__is_the_first_on_the_list(seeded) -> None:
    assert config(seeded) == config(seeded, "student07")


def test_unknown_student__is_told_who_is_written_alike(seeded) -> None:
    with pytest.raises(StackyardError, match="student is not on the list") as failure:
        config(seeded, "student7")
    assert "given: student7" in str(failure.value)
    assert "did you mean student07" in str(failure.value)


def test_key_that_is_not_attached__does_not_count(seeded) -> None:
    seeded.gateway.attached.clear()
    with pytest.raises(StackyardError, match="student01 has no API key yet") as failure:
        config(seeded, "student01")
    assert "playbooks/seed.yml -e env=local" in str(failure.value)


def test_bucket_without_students__says_to_publish(school) -> None:
    with pytest.raises(StackyardError, match="there are no students yet"):
        config(school)


def test_list_of_nobody__says_to_publish(school) -> None:
    school.bucket.write("studentsList.json", b"[]")
    with pytest.raises(StackyardError, match="there are no students yet"):
        config(school)


def test_bad_entry_of_somebody_else__keeps_no_key_back(seeded) -> None:
    seeded.bucket.write("studentsList.json", b'[null, {"student_id": "student07", "email": "a@example.com"}]')
    assert config(seeded) == config(seeded, "student07")


def test_damaged_list__says_to_publish_again(school) -> None:
    school.bucket.write("studentsList.json", b"[{")
    with pytest.raises(StackyardError, match=r"students' list is damaged"):
        config(school)


def test_system_that_is_not_deployed__says_to_deploy(school) -> None:
    with pytest.raises(StackyardError, match="the trainings system is not deployed to local") as failure:
        student_config(deployment(s3=school.s3, apigateway=school.gateway), "")
    assert "bin/deploy local" in str(failure.value)
