"""The functions of the weekly job, loaded as Lambda loads them, over a bucket, a queue and a mail service of moto's.

The state machine is played by hand: its own definition runs in the end-to-end tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import ModuleType
from typing import Any, Literal

import boto3
import pytest
from lambda_kit.settings import BadSetting
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sesv2.models import sesv2_backends
from trainings.due_tests import UnknownTest
from trainings.mails import from_message
from trainings.orders import BadRequest

LoadHandler = Callable[[str, str], ModuleType]

REGION: Literal["eu-central-1"] = "eu-central-1"
AT = "2026-11-23T23:00"
STARTED = "2026-11-23T22:00:01.000Z"
SENDER = "trainings@example.com"
FUNCTIONS = ("plan_scoring", "score_batch", "report_scores", "send_mail")


class Context:
    """What Lambda hands to a function beside the event."""

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@dataclass
class School:
    """The deployed job: its bucket, its queues, and its functions by name."""

    s3: Any
    sqs: Any
    queue_url: str
    dead_letter_url: str
    functions: dict[str, ModuleType] = field(default_factory=dict)

    def keep(self, key: str, document: Any) -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.s3.put_object(Bucket="course", Key=key, Body=body)

    def stored(self, key: str) -> Any:
        return json.loads(self.s3.get_object(Bucket="course", Key=key)["Body"].read())

    def call(self, function: str, event: Any) -> Any:
        return json.loads(json.dumps(self.functions[function].handler(json.loads(json.dumps(event)), Context())))

    def run(self, execution: str = "monday", **given: Any) -> Any:
        """What the state machine does."""
        event = {"input": {"at": AT, **given}, "execution": execution, "started": STARTED}
        plan = self.call("plan_scoring", event)
        if plan["batches"]:
            for item in self.stored(plan["manifest"]):
                self.call("score_batch", item)
        return self.call("report_scores", {"runId": plan["runId"]}) if plan["report"] else plan

    def receive(self) -> list[dict[str, Any]]:
        found = self.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        ).get("Messages", [])
        return [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
            }
            for message in found
        ]

    def work_off_mails(self) -> None:
        """What the event source mapping does: messages that are not named as failed are deleted."""
        while records := self.receive():
            answer = self.call("send_mail", {"Records": records})
            failed = {item["itemIdentifier"] for item in answer["batchItemFailures"]}
            for record in records:
                if record["messageId"] not in failed:
                    self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=record["receiptHandle"])

    @property
    def sent(self) -> list[EmailMessage]:
        kept = sesv2_backends[DEFAULT_ACCOUNT_ID][REGION].core_backend.sent_messages
        return [message_from_bytes(mail.raw_data.encode(), policy=policy.default) for mail in kept]

    @property
    def recipients(self) -> list[str]:
        return sorted(str(mail["To"]) for mail in self.sent)

    def waiting(self, url: str) -> int:
        name = "ApproximateNumberOfMessages"
        return int(self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch, load_handler: LoadHandler) -> Iterator[School]:
    with mock_aws():
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        made = deploy(monkeypatch)
        made.functions = {name: load_handler("trainings", name) for name in FUNCTIONS}
        publish(made)
        yield made


def deploy(monkeypatch: pytest.MonkeyPatch) -> School:
    s3, sqs, ses = boto3.client("s3"), boto3.client("sqs"), boto3.client("sesv2")
    s3.create_bucket(Bucket="course", CreateBucketConfiguration={"LocationConstraint": REGION})
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    url = sqs.create_queue(QueueName="mails", Attributes={"RedrivePolicy": redrive})["QueueUrl"]
    ses.create_email_identity(EmailIdentity=SENDER)
    ses.create_configuration_set(ConfigurationSetName="set")
    variables = {
        "BUCKET": "course", "SCHOOL_ZONE": "Europe/Warsaw", "BATCH_SIZE": "2", "SCORE_CONCURRENCY": "4",
        "MAIL_QUEUE_URL": url, "FROM_ADDRESS": SENDER, "TRAINER_ADDRESS": "trainer@example.com",
        "MAIL_TRANSPORT": "ses", "CONFIGURATION_SET": "set", "MAILS_PER_SECOND": "10000", "MAIL_CONCURRENCY": "2",
    }  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return School(s3, sqs, url, dead)


def publish(school: School) -> None:
    students = [{"student_id": f"s{number}", "email": f"s{number}@example.com"} for number in range(1, 5)]
    school.keep("studentsList.json", students)
    school.keep("python/test01/dueDate.json", {"due": "2026-11-23T23:00:00+01:00"})
    school.keep("python/test01/questionsKey.json", [{"questionId": n, "answer": "a"} for n in "12"])
    for student, letters in (("s1", "aa"), ("s2", "ab"), ("s3", "bb")):
        sheet = [{"questionId": str(n), "answer": letter} for n, letter in enumerate(letters, start=1)]
        school.keep(f"python/test01/{student}/testResult.json", sheet)


def test_week__is_scored_and_everybody_is_told(school: School) -> None:
    figures = school.run()
    school.work_off_mails()

    assert (figures["scored"], figures["missing"]) == (3, 1)
    assert school.stored("python/test01/s2/score.json") == {"score": 3}
    assert school.recipients == ["s1@example.com", "s2@example.com", "s3@example.com", "trainer@example.com"]
    (report,) = [mail for mail in school.sent if mail["To"] == "trainer@example.com"]
    (table,) = report.iter_attachments()
    assert "s4,python,test01,missing," in table.get_content()


def test_job_repeated__mails_nobody_again(school: School) -> None:
    school.run()
    school.work_off_mails()

    again = school.run("again")
    school.run("reopened", reopen=["python/test01"])
    school.work_off_mails()

    assert (again["tests"], again["batches"], again["report"]) == (0, 0, False)
    assert school.recipients.count("s1@example.com") == 1
    assert school.recipients.count("trainer@example.com") == 2, "one report, and one of the test that was opened again"


def test_two_jobs_at_once__tell_everybody_once(school: School) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(school.run, ["one", "two"]))
    school.work_off_mails()

    assert school.recipients == ["s1@example.com", "s2@example.com", "s3@example.com", "trainer@example.com"]


def test_messages_delivered_twice_to_two_workers_at_once__are_sent_once(school: School) -> None:
    school.run()
    records = school.receive()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: school.call("send_mail", {"Records": records}), range(4)))

    assert school.recipients == ["s1@example.com", "s2@example.com", "s3@example.com", "trainer@example.com"]


def test_damaged_answers__are_told_to_the_trainer(school: School) -> None:
    school.keep("python/test01/s2/testResult.json", b'[{"questionId": "1", "answer"')

    figures = school.run()
    school.work_off_mails()

    assert (figures["scored"], figures["problems"]) == (2, 1)
    (report,) = [mail for mail in school.sent if mail["To"] == "trainer@example.com"]
    text = report.get_body(("plain",))
    assert text is not None
    assert "python/test01, s2: the document cannot be read" in " ".join(text.get_content().split())


def test_garbage__ends_in_the_dead_letter_queue_and_the_mails_beside_it_are_sent(school: School) -> None:
    school.run()
    school.sqs.send_message(QueueUrl=school.queue_url, MessageBody="\u263a this is no order {")

    school.work_off_mails()

    assert len(school.sent) == 4
    assert (school.waiting(school.queue_url), school.waiting(school.dead_letter_url)) == (0, 1)


def test_refused_recipient__is_told_in_the_next_report(school: School) -> None:
    school.keep("studentsList.json", [{"student_id": "s1", "email": "s1@example.com"}])
    school.run()
    (order,) = [record for record in school.receive() if from_message(record["body"]).mail_id.startswith("score-")]
    mailer = school.functions["send_mail"].MAILER
    object.__setattr__(mailer, "transport", RefusingTransport())
    school.call("send_mail", {"Records": [order]})
    school.keep("python/test02/dueDate.json", {"due": "2026-11-23T23:00:00+01:00"})

    figures = school.run("next")

    assert figures["refused"] == 1
    assert school.stored(f"_runs/{figures['runId']}/report.json")["refused"][0]["reason"] == "550: no such user"


class RefusingTransport:
    """A mail service that knows nobody."""

    def send(self, message: EmailMessage, recipient: str) -> None:  # noqa: ARG002  # the protocol's signature
        from trainings.transports import Refused  # noqa: PLC0415  # the class the freshly loaded handler knows

        raise Refused("550: no such user")

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    ("given", "failure"),
    [({"reopen": ["python/nope"]}, UnknownTest), ({"at": "soon"}, BadRequest), ({"force": True}, BadRequest)],
)
def test_input_that_cannot_be_used__fails_before_anything_is_written(
    school: School, given: dict[str, Any], failure: type[Exception]
) -> None:
    before = school.s3.list_objects_v2(Bucket="course")["KeyCount"]

    with pytest.raises(failure):
        school.run(**given)
    assert school.s3.list_objects_v2(Bucket="course")["KeyCount"] == before


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_without_its_bucket__does_not_start(
    school: School, monkeypatch: pytest.MonkeyPatch, load_handler: LoadHandler, function: str
) -> None:
    assert school.functions
    monkeypatch.delenv("BUCKET")

    with pytest.raises(BadSetting, match="BUCKET"):
        load_handler("trainings", function)
