"""A trainer's week on the embedded AWS: publish, answer by the students' client, Monday 23:00, scores, mails.

The clock of the embedded AWS is moved, so the week takes seconds; the tests below happen in their order.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import time
from typing import Any

import pytest

from tests.e2e.environment import ROOT, Environment, Student
from tests.patience import PATIENCE_SECONDS

KEY = {
    path.relative_to(ROOT / "content/trainings").parent.as_posix(): json.loads(path.read_text())
    for path in sorted((ROOT / "content/trainings").glob("*/*/questionsKey.json"))
}
PERFECT, HALF, DAMAGED, MISSING, REFUSED = "student01", "student02", "student03", "student04", "student05"
IMPORTED = "history/test01"  # as another installation leaves it: questions and key, no due date


def wait_for(what: str, probe: Any, seconds: float = PATIENCE_SECONDS) -> Any:
    """Poll until the probe gives something true; fail naming what did not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"{what} did not come within {seconds} s")


def runs(deployed: Environment) -> list[dict[str, Any]]:
    machine = deployed.outputs("trainings", "scoring")["StateMachineArn"]
    listed: list[dict[str, Any]] = deployed.target.client("stepfunctions").list_executions(stateMachineArn=machine)[
        "executions"
    ]
    return listed


def answer_by_client(deployed: Environment, student: Student, test: str, letters: list[str]) -> str:
    """Answer one test through the students' own script: register, choose by subject and test, type the answers."""
    register = f"{student.url}\n{student.key}\n{student.name}\n"
    deployed.run("bin/test-time.sh", "--register", stdin=register)
    listed = deployed.run("bin/test-time.sh", "--list").stdout
    number = next(
        line.split()[0].strip(").:") for line in listed.splitlines() if all(word in line for word in test.split("/"))
    )
    done = deployed.run("bin/test-time.sh", stdin="\n".join([number, *letters, "y"]) + "\n")
    return done.stdout + done.stderr


@pytest.fixture(scope="module", autouse=True)
def _embedded_only(deployed: Environment) -> None:
    if not deployed.is_embedded:
        pytest.skip("a cloud account's clock cannot be moved")


@pytest.fixture(scope="module")
def submissions(deployed: Environment) -> dict[str, dict[str, list[str]]]:
    """What the students sent by their client: {test: {student: letters}}."""
    test = "linux/test01"
    right = [entry["answer"] for entry in KEY[test]]
    wrong_half = [letter if index < 5 else next(c for c in "abcd" if c != letter) for index, letter in enumerate(right)]
    sent = {test: {PERFECT: right, HALF: wrong_half}}
    for student, letters in sent[test].items():
        answer_by_client(deployed, deployed.student(student), test, letters)
    import_a_test(deployed)
    move_to_refused_address(deployed, REFUSED)
    subject, test = IMPORTED.split("/")
    for student, answers in ((PERFECT, "b"), (REFUSED, "a")):
        given = [{"questionId": "1", "answer": answers}]
        assert deployed.student(student).submit(subject, test, given).status == 200
    return sent


def import_a_test(deployed: Environment) -> None:
    """Copy a test into the bucket by its bare documents, the way a tree of another installation comes."""
    bucket, s3 = deployed.outputs("trainings", "data")["BucketName"], deployed.target.client("s3")
    answers = [{"answerId": letter, "answerBody": letter} for letter in "ab"]
    documents = {
        "questions.json": [{"questionId": "1", "question": "Which letter comes first?", "answers": answers}],
        "questionsKey.json": [{"questionId": "1", "answer": "a"}],
    }
    for name, document in documents.items():
        s3.put_object(Bucket=bucket, Key=f"{IMPORTED}/{name}", Body=json.dumps(document))


def move_to_refused_address(deployed: Environment, student: str) -> None:
    """Give a student an address that nobody has; SES, put in its sandbox, refuses it as nobody verified it."""
    if deployed.setting("mail_transport") == "ses":
        ses, site = deployed.target.client("sesv2"), "https://example.com"
        ses.put_account_details(ProductionAccessEnabled=False, MailType="TRANSACTIONAL", WebsiteURL=site)
        ses.create_email_identity(EmailIdentity="example.com")
    bucket, s3 = deployed.outputs("trainings", "data")["BucketName"], deployed.target.client("s3")
    listed = json.loads(s3.get_object(Bucket=bucket, Key="studentsList.json")["Body"].read())
    moved = [{**one, "email": "nobody@refused.example"} if one["student_id"] == student else one for one in listed]
    s3.put_object(Bucket=bucket, Key="studentsList.json", Body=json.dumps(moved))


def test_client__uploads_what_was_typed(deployed: Environment, submissions: dict[str, dict[str, list[str]]]) -> None:
    bucket = deployed.outputs("trainings", "data")["BucketName"]
    for test, sheets in submissions.items():
        for student, letters in sheets.items():
            body = (
                deployed.target.client("s3")
                .get_object(Bucket=bucket, Key=f"{test}/{student}/testResult.json")["Body"]
                .read()
            )
            assert [entry["answer"] for entry in json.loads(body)] == letters


def test_monday_evening__everything_is_scored_and_mailed(
    deployed: Environment, submissions: dict[str, dict[str, list[str]]]
) -> None:
    test = next(iter(submissions))
    bucket = deployed.outputs("trainings", "data")["BucketName"]
    s3 = deployed.target.client("s3")
    s3.put_object(Bucket=bucket, Key=f"{test}/{DAMAGED}/testResult.json", Body=b'[{"questionId": "1", "answer"')
    before = len(runs(deployed))

    due = deployed.student(MISSING).open_tests().body["body"][0]["due"]
    deployed.run("bin/local", "clock", "until", sorted(due.values())[0])

    wait_for("the weekly run", lambda: len(runs(deployed)) > before)
    wait_for("the end of the run", lambda: all(run["status"] == "SUCCEEDED" for run in runs(deployed)))
    score = json.loads(s3.get_object(Bucket=bucket, Key=f"{test}/{PERFECT}/score.json")["Body"].read())
    assert score == {"score": 5}
    score = json.loads(s3.get_object(Bucket=bucket, Key=f"{test}/{HALF}/score.json")["Body"].read())
    assert score == {"score": 3}, "2.5 is rounded half up"
    wait_for("the mails", lambda: trainer_mails(deployed))


def test_students__get_their_score_as_text_and_html(deployed: Environment, submissions: dict[str, Any]) -> None:
    subject, test = next(iter(submissions)).split("/")
    mails = wait_for("the student's mail", lambda: to(deployed, f"{PERFECT}@example.com"))

    ours = [mail for mail in mails if subject in mail["text"] and test in mail["text"]]
    assert len(ours) == 1
    assert "5" in ours[0]["text"]
    assert "<" in ours[0]["html"]
    assert subject in ours[0]["html"]


def test_missing_and_damaged__get_no_mail(deployed: Environment, submissions: dict[str, Any]) -> None:
    assert submissions
    assert to(deployed, f"{MISSING}@example.com") == []
    assert to(deployed, f"{DAMAGED}@example.com") == []


def test_trainer__gets_grades_missing_and_problems_with_a_csv(
    deployed: Environment, submissions: dict[str, Any]
) -> None:
    subject, test = next(iter(submissions)).split("/")
    (mail,) = trainer_mails(deployed)

    assert MISSING in mail["text"]
    assert DAMAGED in mail["text"]
    rows = list(csv.reader(io.StringIO(csv_of(mail))))
    flat = [" ".join(row) for row in rows]
    assert any(PERFECT in row and subject in row and test in row and "5" in row for row in flat)


def test_second_run__mails_nobody(deployed: Environment, submissions: dict[str, Any]) -> None:
    assert submissions
    before = len(deployed.mails())

    deployed.playbook("score")

    time.sleep(3)  # a mail that should not come has no event to wait for
    assert len(deployed.mails()) == before


def test_imported_test__is_due_and_scored_like_any_other(deployed: Environment, submissions: dict[str, Any]) -> None:
    assert submissions
    bucket = deployed.outputs("trainings", "data")["BucketName"]
    score = deployed.target.client("s3").get_object(Bucket=bucket, Key=f"{IMPORTED}/{REFUSED}/score.json")

    assert json.loads(score["Body"].read()) == {"score": 5}


def test_refused_recipient__is_counted_and_told_to_the_trainer(
    deployed: Environment, submissions: dict[str, Any]
) -> None:
    assert submissions
    wait_for("the refusal", lambda: "1 refused" in deployed.run("bin/status", deployed.name).stdout)

    deployed.playbook("score", f"reopen={IMPORTED}")

    reports = wait_for(
        "the second report", lambda: trainer_mails(deployed) if len(trainer_mails(deployed)) == 2 else []
    )
    # The first report tells of it when the mail was refused before the report was made, else the second.
    reason = {"ses": "not verified", "smtp": "No such recipient"}[deployed.setting("mail_transport")]
    assert [report for report in reports if reason in report["text"]], reports
    assert len([mail for mail in to(deployed, f"{PERFECT}@example.com") if "history" in mail["text"]]) == 1


def test_after_the_deadline__answers_are_refused(deployed: Environment, submissions: dict[str, Any]) -> None:
    subject, test = next(iter(submissions)).split("/")

    answer = deployed.student(MISSING).submit(subject, test, [{"questionId": "1", "answer": "a"}])

    assert (answer.status, answer.body["code"]) == (403, 403)
    assert "no longer taken" in answer.body["body"]


def to(deployed: Environment, address: str) -> list[dict[str, Any]]:
    return [mail for mail in deployed.mails() if address in str(mail["to"])]


def trainer_mails(deployed: Environment) -> list[dict[str, Any]]:
    return [mail for mail in deployed.mails() if mail.get("attachments")]


def csv_of(mail: dict[str, Any]) -> str:
    (attachment,) = mail["attachments"]
    return str(base64.b64decode(attachment["content"]), "utf-8-sig")
