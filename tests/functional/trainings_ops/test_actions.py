"""The faces of the operations: what they report, and that a preview writes nothing, on an empty account too."""

from __future__ import annotations

import json
from pathlib import Path

import boto3
import pytest
from stackyard.errors import StackyardError
from trainings_ops.deployment import Deployment

from plugins.action import (
    trainings_destroy,
    trainings_forget,
    trainings_score,
    trainings_seed,
    trainings_smoke,
    trainings_status,
)
from tests.functional.trainings_ops.conftest import School
from tests.functional.trainings_ops.targets import act, deployment
from tests.unit.trainings_ops.builders import students_document, write_tree
from tests.unit.trainings_ops.test_score import StepFunctions

OUTPUTS = {"data": {"BucketName": "school"}, "api": {"ApiId": "abc", "UsagePlanId": "plan"}}
ZONE = "Europe/Warsaw"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "trainings", "linux/test01", "aws/test01")


@pytest.fixture
def deployed(school: School) -> Deployment:
    return deployment(OUTPUTS, s3=school.s3, apigateway=school.gateway)


@pytest.fixture
def empty(school: School) -> Deployment:
    return deployment({}, s3=school.s3, apigateway=school.gateway)


def seed(where: Deployment, tree: Path, **arguments):
    return act(trainings_seed.ActionModule, where, content=str(tree), zone=ZONE, **arguments)


def forget(where: Deployment, tree: Path, student: str, **arguments):
    exports = str(tree.parent / "exports")
    return act(trainings_forget.ActionModule, where, content=str(tree), exports=exports, student=student, **arguments)


def test_seed__tells_what_it_did_and_then_that_there_is_nothing_to_do(deployed, tree) -> None:
    first = seed(deployed, tree)
    assert (first["changed"], first["msg"]) == (True, "2 students, 8 documents written, 2 keys made")
    assert first["keys_made"] == ["student01", "student02"]
    again = seed(deployed, tree)
    assert (again["changed"], again["msg"], again["warnings"]) == (False, "2 students, nothing to do", [])


def test_seed_in_check_mode_on_an_empty_account__tells_what_it_would_do(empty, tree, school) -> None:
    told = seed(empty, tree, check=True)
    assert told["msg"] == "2 students, 8 documents to be written, 2 keys to be made"
    assert "+ API key of student02" in told["diff"]["prepared"]
    assert (school.stored(), school.gateway.keys) == ([], {})


def test_seed_without_a_deployment__says_to_deploy_first(empty, tree) -> None:
    with pytest.raises(StackyardError, match="not deployed to local"):
        seed(empty, tree)


def test_seed_that_holds_back__names_the_first_and_counts_the_rest(deployed, tree) -> None:
    (tree / "studentsList.json").write_bytes(students_document(*(f"student{number:02}" for number in range(1, 12))))
    seed(deployed, tree)
    (tree / "studentsList.json").write_bytes(students_document("student01"))
    warnings = seed(deployed, tree)["warnings"]
    assert warnings[0] == "only with -e prune=true is removed: student student02"
    assert warnings[-1] == "and 4 more that only -e prune=true removes"


def remove(tree: Path, test: str) -> None:
    for file in (tree / test).iterdir():
        file.unlink()
    (tree / test).rmdir()


@pytest.fixture
def half_scored(deployed, tree, school) -> Deployment:
    """Two tests that the content has no more: one answered by two students of whom one is scored, one not answered."""
    write_tree(tree.parent / "more", "linux/test02", "linux/test03")
    for test in ("linux/test02", "linux/test03"):
        (tree.parent / "more" / test).rename(tree / test)
    seed(deployed, tree)
    for document in ("student01/testResult.json", "student02/testResult.json", "student02/score.json"):
        school.bucket.write(f"linux/test02/{document}", b"{}")
    for test in ("linux/test02", "linux/test03"):
        remove(tree, test)
    return deployed


def test_pruning_of_a_test_with_answers_without_a_score__is_refused_and_the_rest_goes_on(
    half_scored, tree, school
) -> None:
    for check in (True, False):
        told = seed(half_scored, tree, prune=True, check=check)
        assert [key.split("/")[1] for key in told["removed"]] == ["test03"] * 3
        (warning,) = told["warnings"]
        assert warning.startswith("linux/test02 is not removed, it has 1 answer without a score: score it first")
        assert ".venv/bin/ansible-playbook playbooks/score.yml -e env=local -e reopen=linux/test02" in warning
        assert warning.endswith("-e prune=true -e prune_unscored=true")
    assert {"linux/test02/questions.json", "linux/test02/questionsKey.json"} <= set(school.stored())
    school.bucket.write("linux/test02/student01/score.json", b"{}")
    again = seed(half_scored, tree, prune=True)
    assert (len(again["removed"]), again["warnings"]) == (3, [])


def test_pruning_of_answers_without_a_score__is_done_where_it_is_asked_for_by_name(half_scored, tree, school) -> None:
    told = seed(half_scored, tree, prune=True, prune_unscored=True)
    assert (len(told["removed"]), told["warnings"]) == (6, [])
    assert "linux/test02/student01/testResult.json" in school.stored()
    assert seed(half_scored, tree, prune=True)["warnings"] == []


def test_word_for_answers_without_a_score__removes_nothing_alone(half_scored, tree) -> None:
    assert seed(half_scored, tree, prune_unscored=True)["removed"] == []


def test_keys__never_stand_in_what_the_seed_tells(deployed, tree) -> None:
    assert "value-of-key" not in json.dumps(seed(deployed, tree))


def test_destroy__deletes_the_keys_and_in_check_mode_only_counts_them(deployed, tree, school) -> None:
    seed(deployed, tree)
    assert act(trainings_destroy.ActionModule, deployed, check=True)["msg"] == "would delete 2 API keys"
    assert len(school.gateway.keys) == 2
    assert act(trainings_destroy.ActionModule, deployed)["keys"] == ["student01", "student02"]
    assert school.gateway.keys == {}
    again = act(trainings_destroy.ActionModule, deployed)
    assert (again["changed"], again["msg"]) == (False, "no API keys")


def test_forget__exports_erases_and_names_the_line_that_still_lists_the_student(deployed, tree) -> None:
    seed(deployed, tree)
    told = forget(deployed, tree, "student02")
    assert told["changed"]
    assert Path(told["export"]).is_file()
    assert told["warnings"] == [f"{tree}/studentsList.json still names student02: remove line 7"]
    again = forget(deployed, tree, "student02")
    assert (again["changed"], again["export"]) == (False, "")
    assert again["msg"] == "student02 was forgotten on 2026-11-21: nothing is stored any more"


def test_forget_in_check_mode__lists_what_would_go_and_writes_nothing(deployed, tree, school) -> None:
    seed(deployed, tree)
    told = forget(deployed, tree, "student02", check=True)
    assert "would export and erase 2 mentions, 1 key of student02" in told["msg"]
    assert "mention in studentsList.json" in told["msg"]
    assert not (tree.parent / "exports").exists()
    assert len(school.gateway.keys) == 2


def test_forget_of_a_stranger__names_who_is_written_alike(deployed, tree) -> None:
    seed(deployed, tree)
    with pytest.raises(StackyardError, match="nothing is stored about this student") as failure:
        forget(deployed, tree, "student2")
    assert "student02" in str(failure.value)


def test_forget_without_a_student__shows_how_to_name_one(deployed, tree) -> None:
    with pytest.raises(StackyardError, match="no student id") as failure:
        forget(deployed, tree, "")
    assert "-e student=student07" in str(failure.value)


def test_forget_while_mails_are_sent__warns(school, tree) -> None:
    sqs = boto3.client("sqs", "eu-central-1")
    mails, dead = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("mails", "dead"))
    sqs.send_message(QueueUrl=mails, MessageBody="{}")
    outputs = {**OUTPUTS, "scoring": {"MailQueueUrl": mails, "MailDeadLetterQueueUrl": dead}}
    where = deployment(outputs, s3=school.s3, apigateway=school.gateway, sqs=sqs)
    seed(where, tree)
    assert forget(where, tree, "student02")["warnings"][-1].startswith("the mail queue holds 1 mail:")


def test_forget_in_check_mode_on_an_empty_account__finds_nothing(empty, tree) -> None:
    assert not forget(empty, tree, "student02", check=True)["changed"]


def score(service: StepFunctions, **arguments):
    where = deployment({"scoring": {"StateMachineArn": "arn:machine"}}, stepfunctions=service)
    return act(trainings_score.ActionModule, where, zone=ZONE, **arguments)


def test_score__runs_for_now_unless_a_moment_is_named() -> None:
    service = StepFunctions(["SUCCEEDED"], output={"tests": 2, "scored": 58})
    assert score(service)["msg"] == "scored for 2026-11-21T08:00:00+00:00: 2 tests, 58 scored"
    score(service, at="2026-11-16T23:00", reopen=["linux/test01"])
    assert service.started[1] == {"at": "2026-11-16T23:00:00+01:00", "reopen": ["linux/test01"]}


def test_score_of_the_future__warns_where_it_is_allowed() -> None:
    told = score(StepFunctions(["SUCCEEDED"], output={}), at="2026-11-23T23:00", early=True)
    assert told["msg"].endswith("nothing was due")
    assert "although it is only" in told["warnings"][0]


def test_score_in_check_mode__starts_nothing() -> None:
    service = StepFunctions(["SUCCEEDED"])
    assert score(service, check=True)["msg"] == "would score for 2026-11-21T08:00:00+00:00"
    assert service.started == []


def test_smoke_in_check_mode__calls_nothing(empty) -> None:
    assert act(trainings_smoke.ActionModule, empty, check=True)["calls"] == []


def test_smoke_without_students__says_to_publish(deployed) -> None:
    with pytest.raises(StackyardError, match="no student with a key") as failure:
        act(trainings_smoke.ActionModule, deployed)
    assert "playbooks/seed.yml -e env=local" in str(failure.value)


@pytest.mark.parametrize("listed", [b"[]", b"[null]"])
def test_smoke_of_a_list_without_good_entries__says_to_publish(deployed, school, listed) -> None:
    school.bucket.write("studentsList.json", listed)
    with pytest.raises(StackyardError, match="no student with a key"):
        act(trainings_smoke.ActionModule, deployed)


def test_status_of_an_empty_account__is_one_line(empty) -> None:
    (line,) = act(trainings_status.ActionModule, empty, zone=ZONE)["lines"]
    assert line == {"label": "trainings", "value": "not deployed: bin/deploy local"}
