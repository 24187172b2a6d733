"""What goes wrong in a running system: garbage, refused recipients, strangers' web pages."""

from __future__ import annotations

import json
import socket
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.environment import Environment, call
from tests.patience import PATIENCE_SECONDS


@pytest.fixture(autouse=True)
def _embedded_only(deployed: Environment) -> None:
    if not deployed.is_embedded:
        pytest.skip("faults are made on the embedded AWS only")


def test_garbage_in_the_mail_queue__ends_in_the_dead_letter_queue(deployed: Environment) -> None:
    outputs = deployed.outputs("trainings", "scoring")
    sqs = deployed.target.client("sqs")
    before = depth(sqs, outputs["MailDeadLetterQueueUrl"])

    sqs.send_message(QueueUrl=outputs["MailQueueUrl"], MessageBody="this is no mail {")

    # Received five times with the queue's visibility between: the queue's clock decides how long that takes.
    attributes = sqs.get_queue_attributes(QueueUrl=outputs["MailQueueUrl"], AttributeNames=["All"])["Attributes"]
    assert json.loads(attributes["RedrivePolicy"])["maxReceiveCount"] in (5, "5")
    sqs.set_queue_attributes(QueueUrl=outputs["MailQueueUrl"], Attributes={"VisibilityTimeout": "1"})
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while depth(sqs, outputs["MailDeadLetterQueueUrl"]) == before and time.monotonic() < deadline:
            time.sleep(1)
    finally:
        timeout = {"VisibilityTimeout": attributes["VisibilityTimeout"]}
        sqs.set_queue_attributes(QueueUrl=outputs["MailQueueUrl"], Attributes=timeout)
    assert depth(sqs, outputs["MailDeadLetterQueueUrl"]) == before + 1


def depth(sqs: Any, queue_url: str) -> int:
    """How many messages wait in a queue."""
    wanted = "ApproximateNumberOfMessages"
    return int(sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=[wanted])["Attributes"][wanted])


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Host": "evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
    ids=["foreign-origin", "rebound-host", "opaque-origin", "other-port"],
)
def test_web_page_of_another_origin__reaches_nothing(deployed: Environment, headers: dict[str, str]) -> None:
    for path in ("/", "/_stackyard/mail", "/_ministack/health"):
        answer = call("GET", deployed.target.endpoint_url + path, None, headers)
        assert answer.status == 403
        assert "access-control-allow-origin" not in answer.headers


def test_server__listens_on_loopback_only(deployed: Environment) -> None:
    status = json.loads(deployed.run("bin/local", "status", "--json").stdout)

    listening = listeners(int(status["port"]))
    assert listening == {"127.0.0.1"}


def listeners(port: int) -> set[str]:
    """Addresses that a port is listened on, from the kernel's own table."""
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields: list[Any] = line.split()
        address, number = fields[1].split(":")
        if int(number, 16) == port and fields[3] == "0A":
            found.add(socket.inet_ntoa(struct.pack("<I", int(address, 16))))
    return found
