from __future__ import annotations

import base64
import json
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

from tests.contract.embedded_server import EmbeddedServer
from tests.patience import PATIENCE_SECONDS

SENDER = "trainer@stackyard.example"
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EVENTS = ["send", "delivery", "bounce", "complaint", "reject"]


def template() -> dict[str, Any]:
    destination = {
        "Name": "to-topic",
        "Enabled": True,
        "MatchingEventTypes": EVENTS,
        "SnsDestination": {"TopicARN": {"Ref": "Topic"}},
    }
    sns = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    records = {
        f"{kind}{number}": {"Value": {"Fn::GetAtt": f"Identity.DkimDNSToken{kind}{number}"}}
        for kind in ("Name", "Value")
        for number in (1, 2, 3)
    }
    return {
        "Resources": {
            "Identity": {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": "stackyard.example"}},
            "Set": {"Type": "AWS::SES::ConfigurationSet", "Properties": {"Name": "school"}},
            "Topic": {"Type": "AWS::SNS::Topic"},
            "Queue": {"Type": "AWS::SQS::Queue"},
            "QueuePolicy": {
                "Type": "AWS::SQS::QueuePolicy",
                "Properties": {
                    "Queues": [{"Ref": "Queue"}],
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": [sns]},
                },
            },
            "Subscription": {
                "Type": "AWS::SNS::Subscription",
                "Properties": {
                    "TopicArn": {"Ref": "Topic"},
                    "Protocol": "sqs",
                    "Endpoint": {"Fn::GetAtt": "Queue.Arn"},
                    "RawMessageDelivery": True,
                },
            },
            "Destination": {
                "Type": "AWS::SES::ConfigurationSetEventDestination",
                "Properties": {"ConfigurationSetName": {"Ref": "Set"}, "EventDestination": destination},
            },
        },
        "Outputs": {"Queue": {"Value": {"Ref": "Queue"}}, **records},
    }


@pytest.fixture(scope="module")
def school(repaired: EmbeddedServer) -> dict[str, str]:
    return repaired.deploy("mail", template())


def raw_mail(to: str, *, subject: str = "Your score", attachment: bytes = b"a;b\n") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, to, subject
    message.set_content("Żółw: 5 of 5")
    message.add_alternative("<p>5 of 5</p>", subtype="html")
    message.add_attachment(attachment, maintype="text", subtype="csv", filename="scores.csv")
    return message.as_bytes()


def send_raw(server: EmbeddedServer, to: str, **options: Any) -> str:
    mail = raw_mail(to, **options)
    answer = server.client("sesv2").send_email(Content={"Raw": {"Data": mail}}, ConfigurationSetName="school")
    return str(answer["MessageId"])


def send_simple(server: EmbeddedServer, to: str, **content: Any) -> str:
    simple = {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "text"}, "Html": {"Data": "<b>html</b>"}}}
    answer = server.client("sesv2").send_email(
        FromEmailAddress=SENDER,
        Destination={"ToAddresses": [to]},
        Content={"Simple": {**simple, **content}},
        ConfigurationSetName="school",
    )
    return str(answer["MessageId"])


def mailbox(server: EmbeddedServer) -> dict[str, dict[str, Any]]:
    return {mail["id"]: mail for mail in server.control("GET", "/mail")}


def delivered(server: EmbeddedServer, message_id: str) -> dict[str, Any]:
    return mailbox(server)[message_id]


def published(server: EmbeddedServer, queue: str, message_id: str, count: int) -> list[dict[str, Any]]:
    """The events of one mail, in no particular order."""
    sqs = server.client("sqs")
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(found) < count and time.monotonic() < deadline:
        for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            event = json.loads(message["Body"])
            found += [event] if event["mail"]["messageId"] == message_id else []
    return found


def test_stock__keeps_no_attachment_and_publishes_nothing(stock: EmbeddedServer) -> None:
    simple = {"Resources": {name: template()["Resources"][name] for name in ("Identity", "Set")}}
    stock.deploy("mail", simple)

    send_raw(stock, "student01@example.com")

    (message,) = stock.control("GET", "/_ministack/ses/messages")["messages"]["000000000000"]
    assert "scores.csv" not in json.dumps(message)
    assert message["To"] == []


@pytest.mark.usefixtures("school")
def test_raw_mail__is_kept_whole(repaired: EmbeddedServer) -> None:
    mail = delivered(repaired, send_raw(repaired, "Student One <student01@example.com>"))

    assert (mail["from"], mail["to"], mail["subject"]) == (SENDER, ["student01@example.com"], "Your score")
    assert (mail["text"].strip(), mail["html"].strip()) == ("Żółw: 5 of 5", "<p>5 of 5</p>")
    (attachment,) = mail["attachments"]
    assert (attachment["name"], attachment["type"]) == ("scores.csv", "text/csv")
    assert base64.b64decode(attachment["content"]) == b"a;b\n"
    assert mail["raw"].startswith(f"From: {SENDER}")
    assert mail["configurationSet"] == "school"


@pytest.mark.usefixtures("school")
def test_simple_mail_with_an_attachment__is_kept_whole(repaired: EmbeddedServer) -> None:
    attachment = {"RawContent": b"\x00\x01", "FileName": "a.bin", "ContentType": "application/x-thing"}

    mail = delivered(repaired, send_simple(repaired, "student01@example.com", Attachments=[attachment]))

    assert (mail["text"].strip(), mail["html"].strip()) == ("text", "<b>html</b>")
    assert [base64.b64decode(one["content"]) for one in mail["attachments"]] == [b"\x00\x01"]


@pytest.mark.usefixtures("school")
def test_version_1_mail__is_kept_too(repaired: EmbeddedServer) -> None:
    sent = repaired.client("ses").send_raw_email(RawMessage={"Data": raw_mail("student01@example.com")})

    assert mailbox(repaired)[sent["MessageId"]]["attachments"][0]["name"] == "scores.csv"


@pytest.mark.usefixtures("school")
def test_mail__is_dated_by_the_moved_clock(repaired: EmbeddedServer) -> None:
    now = repaired.control("POST", "/clock", {"advance_seconds": 3600})["now"]

    assert delivered(repaired, send_simple(repaired, "student01@example.com"))["date"] >= now


def test_mail__survives_a_kill_but_no_reset(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "own").start()
    try:
        server.deploy("mail", template())
        message_id = send_raw(server, "student01@example.com")

        server.kill()
        server.start()

        assert delivered(server, message_id)["attachments"][0]["name"] == "scores.csv"
        server.control("POST", "/_ministack/reset")
        assert mailbox(server) == {}
    finally:
        server.stop()


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("nobody", "Missing final '@domain'"),
        ("a@ex..ample", "Domain contains dot-dot"),
        ("a@exa_mple.org", "Domain contains illegal character"),
        ("ż@example.org", "Missing final '@domain'"),
    ],
)
def test_impossible_address__is_refused_as_a_bad_request(repaired: EmbeddedServer, to: str, reason: str) -> None:
    with pytest.raises(botocore.exceptions.ClientError, match=reason) as refusal:
        send_simple(repaired, to)

    assert refusal.value.response["Error"]["Code"] == "BadRequestException"


@pytest.mark.usefixtures("school")
def test_unknown_configuration_set__is_refused(repaired: EmbeddedServer) -> None:
    with pytest.raises(botocore.exceptions.ClientError, match="Configuration set <other> does not exist"):
        repaired.client("sesv2").send_email(
            Content={"Raw": {"Data": raw_mail("a@example.com")}}, ConfigurationSetName="other"
        )


@pytest.mark.usefixtures("school")
def test_unverified_recipient_in_the_sandbox__is_rejected_and_a_verified_one_served(repaired: EmbeddedServer) -> None:
    ses = repaired.client("sesv2")
    details = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://stackyard.example"}
    ses.put_account_details(**details, ProductionAccessEnabled=False)
    try:
        send_simple(repaired, "student01@stackyard.example")
        with pytest.raises(ses.exceptions.MessageRejected, match=r"not verified.*student02@refused\.example"):
            send_simple(repaired, "student02@refused.example")
    finally:
        ses.put_account_details(**details, ProductionAccessEnabled=True)


def test_suppressed_address__is_accepted_not_delivered_and_bounces(
    repaired: EmbeddedServer, school: dict[str, str]
) -> None:
    ses = repaired.client("sesv2")
    ses.put_suppressed_destination(EmailAddress="Gone@example.com", Reason="BOUNCE")

    message_id = send_simple(repaired, "gone@example.com")

    assert message_id not in mailbox(repaired)
    events = {event["eventType"]: event for event in published(repaired, school["Queue"], message_id, 2)}
    assert events["Bounce"]["bounce"]["bounceSubType"] == "OnAccountSuppressionList"
    assert [one["EmailAddress"] for one in ses.list_suppressed_destinations()["SuppressedDestinationSummaries"]] == [
        "gone@example.com"
    ]
    ses.delete_suppressed_destination(EmailAddress="gone@example.com")
    assert send_simple(repaired, "gone@example.com") in mailbox(repaired)


@pytest.mark.parametrize(
    ("to", "kinds"),
    [
        ("student01@example.com", {"Send", "Delivery"}),
        ("bounce@simulator.amazonses.com", {"Send", "Bounce"}),
        ("complaint@simulator.amazonses.com", {"Send", "Delivery", "Complaint"}),
    ],
)
def test_events__reach_the_topic_of_the_configuration_set(
    repaired: EmbeddedServer, school: dict[str, str], to: str, kinds: set[str]
) -> None:
    message_id = send_raw(repaired, to)

    events = published(repaired, school["Queue"], message_id, len(kinds))
    assert {event["eventType"] for event in events} == kinds
    assert events[0]["mail"]["destination"] == [to]


def test_virus__is_rejected_after_acceptance(repaired: EmbeddedServer, school: dict[str, str]) -> None:
    message_id = send_raw(repaired, "student01@example.com", attachment=EICAR.encode())

    assert message_id not in mailbox(repaired)
    events = published(repaired, school["Queue"], message_id, 2)
    assert {event["eventType"] for event in events} == {"Send", "Reject"}


def test_identity__has_dkim_records_and_is_verified(repaired: EmbeddedServer, school: dict[str, str]) -> None:
    identity = repaired.client("sesv2").get_email_identity(EmailIdentity="stackyard.example")

    assert identity["VerifiedForSendingStatus"]
    for number, token in enumerate(identity["DkimAttributes"]["Tokens"], 1):
        assert school[f"Name{number}"] == f"{token}._domainkey.stackyard.example"
        assert school[f"Value{number}"] == f"{token}.dkim.amazonses.com"
