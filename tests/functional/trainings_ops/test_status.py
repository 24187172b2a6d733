"""The status of a school: every line by itself, none spoiled by another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest
from trainings_ops.status import Status, counts

from tests.functional.trainings_ops.conftest import NOW, School
from tests.functional.trainings_ops.targets import deployment
from tests.unit.trainings_ops.builders import as_bytes, write_tree
from tests.unit.trainings_ops.test_score import StepFunctions

ASSUME = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}


@dataclass
class Running:
    """A deployed school with everything a status asks."""

    school: School
    steps: StepFunctions
    outputs: dict[str, dict[str, str]]
    clients: dict[str, Any]

    def lines(self, now=NOW) -> dict[str, str]:
        status = Status(deployment(self.outputs, **self.clients), now, ZoneInfo("Europe/Warsaw"))
        return {line.label: line.value.replace("\n", " ") for line in status.lines()}


@pytest.fixture
def running(school, tmp_path) -> Running:
    tree = write_tree(tmp_path / "trainings", "linux/test01", "linux/test02", "aws/test01")
    (tree / "aws/test01/dueDate.json").write_bytes(as_bytes({"due": "2026-12-01T12:00:00+01:00"}))
    school.seed(tree)
    sqs, scheduler = boto3.client("sqs", "eu-central-1"), boto3.client("scheduler", "eu-central-1")
    queues = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("mail", "dead")]
    sqs.send_message(QueueUrl=queues[1], MessageBody="garbage")
    role = boto3.client("iam").create_role(RoleName="scheduler", AssumeRolePolicyDocument=json.dumps(ASSUME))
    scheduler.create_schedule(
        Name="weekly",
        ScheduleExpression="cron(0 23 ? * MON *)",
        ScheduleExpressionTimezone="Europe/Warsaw",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:states:eu-central-1:123456789012:stateMachine:weekly", "RoleArn": role["Role"]["Arn"]},
    )
    outputs = {
        "data": {"BucketName": "school"},
        "api": {"ApiId": "abc", "UsagePlanId": "plan"},
        "scoring": {
            "ScheduleName": "weekly",
            "StateMachineArn": "arn:machine",
            "MailQueueUrl": queues[0],
            "MailDeadLetterQueueUrl": queues[1],
        },
    }
    steps = StepFunctions(["SUCCEEDED"], output={"runId": "1", "tests": 2, "scored": 58, "missing": 2, "refused": 1})
    clients = {
        "s3": school.s3,
        "apigateway": school.gateway,
        "sqs": sqs,
        "scheduler": scheduler,
        "stepfunctions": steps,
    }
    return Running(school, steps, outputs, clients)


def test_deployed_school__is_told_on_a_dozen_lines(running) -> None:
    running.steps.start_execution("arn:machine", "{}")
    running.school.bucket.write("_mails/a.json", b'{"state": "sent"}')
    running.school.bucket.write("_mails/b.json", b'{"state": "refused"}')
    running.school.bucket.write("_mails/c.json", b'{"state": "sending"}')
    running.school.bucket.write("_refused/b.json", b"{}")
    assert running.lines() == {
        "API URL": "http://api.test/abc",
        "open tests": "3 of 3",
        "  until Mon 2026-11-23 23:00": "linux/test01, linux/test02",
        "  until Tue 2026-12-01 12:00": "aws/test01",
        "next run": "Mon 2026-11-23 23:00 Europe/Warsaw",
        "last run": "Sat 2026-11-21 09:00, SUCCEEDED, 2 tests, 58 scored, 2 missing, 1 refused",
        "mails": "1 sent, 1 refused, 1 being sent",
        "mail queue": "0 waiting, 0 under way",
        "dead letters": "1 waiting, 0 under way",
        "students": "2 on the list, 2 keys",
        "a student's key": "bin/pull-api-config.sh local student01",
        "mailbox": "bin/mailbox",
    }


def test_school_after_monday__has_fewer_open_tests_and_another_next_run(running) -> None:
    lines = running.lines(now=NOW + timedelta(days=3))
    assert lines["open tests"] == "1 of 3"
    assert lines["next run"] == "Mon 2026-11-30 23:00 Europe/Warsaw"
    assert lines["last run"] == "none yet"


def test_student_without_a_key__is_named(running) -> None:
    running.school.gateway.attached.pop()
    assert running.lines()["students"] == "2 on the list, 1 key, without a key: student02"


def test_part_that_cannot_be_told__spoils_no_other(running) -> None:
    running.outputs["scoring"]["ScheduleName"] = "gone"
    running.school.bucket.write("studentsList.json", b"damaged")
    lines = running.lines()
    assert lines["next run"] == "cannot be told: ResourceNotFoundException at GetSchedule"
    assert lines["students"].startswith("cannot be told: studentsList.json: ")
    assert lines["mails"] == "0 sent, 0 refused"


def test_damaged_due_date__is_named_and_the_good_tests_are_told(running) -> None:
    running.school.bucket.write("linux/test01/dueDate.json", b"damaged")
    lines = running.lines()
    assert lines["open tests"] == "2 of 3"
    assert lines["  until Mon 2026-11-23 23:00"] == "linux/test02"
    assert lines["  due date is damaged"].startswith("linux/test01; ")


def test_tests_with_names_that_are_passed_over__are_named_and_other_folders_are_not(running) -> None:
    for key in ("język/test01/questions.json", "linux/Übung/questions.json", "linux/a\x1b[2J/questions.json"):
        running.school.bucket.write(key, b"[]")
    running.school.bucket.write("linux/Bücher/one.pdf", b"")
    running.school.bucket.write("_runs/1/questions.json", b"[]")
    lines = running.lines()
    assert lines["open tests"] == "3 of 3"
    assert lines["  skipped for their names"] == r"język/test01, linux/a\x1b[2J, linux/Übung"


def test_bad_entries_of_the_students_list__are_counted(running) -> None:
    running.school.bucket.write("studentsList.json", as_bytes([{"student_id": "student01", "email": "a@b.com"}, None]))
    assert running.lines()["students"] == "1 on the list, 2 keys, 1 bad entry"


def test_students_list_of_nobody__is_told_as_such(running) -> None:
    running.school.bucket.write("studentsList.json", b"[]")
    assert running.lines()["students"] == "0 on the list, 2 keys"


def test_figures_of_one__are_told_in_the_singular() -> None:
    assert (
        counts({"tests": 1, "submissions": 1, "scored": 1, "problems": 1})
        == "1 test, 1 submission, 1 scored, 1 problem"
    )


def test_failed_run__shows_error_and_cause(running) -> None:
    running.steps.start_execution("arn:machine", "{}")
    running.steps.statuses = ["FAILED"]
    running.steps.told.update(output="", error="BadDocument", cause="studentsList.json: it is missing")
    assert running.lines()["last run"].endswith("FAILED, BadDocument studentsList.json: it is missing")


def test_account_without_the_system__says_what_to_type() -> None:
    (line,) = Status(deployment(), NOW, ZoneInfo("Europe/Warsaw")).lines()
    assert line.value == "not deployed: bin/deploy local"
