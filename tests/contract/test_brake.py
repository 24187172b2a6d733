"""Functions of the embedded AWS are stopped, and get back what they had."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError
from stackyard.brake.functions import Functions
from stackyard.brake.letters import Letters, Way
from stackyard.brake.notes import TAG
from stackyard.brake.pull import Stopping
from stackyard.brake.release import Release
from stackyard.brake.status import look

from tests.contract.embedded_server import EmbeddedServer

ECHO = "def handler(event, context):\n    return event\n"
MOMENT = datetime(2026, 11, 21, 10, tzinfo=UTC)


class Shop:
    """Two functions of an environment of its own; one has five executions reserved and two of them kept warm."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server, self.environment = server, f"brake{uuid.uuid4().hex[:8]}"
        self.prefix = f"stackyard-{self.environment}"
        self.client = server.client("lambda")
        self.plain, self.warm = f"{self.prefix}-shop-api-Plain", f"{self.prefix}-shop-api-Warm"
        for name in (self.plain, self.warm):
            server.function(name, ECHO, Publish=True, Tags={"stackyard:environment": self.environment})
        self.client.put_function_concurrency(FunctionName=self.warm, ReservedConcurrentExecutions=5)
        self.client.create_alias(FunctionName=self.warm, Name="live", FunctionVersion="1")
        self.client.put_provisioned_concurrency_config(
            FunctionName=self.warm, Qualifier="live", ProvisionedConcurrentExecutions=2
        )

    @property
    def functions(self) -> Functions:
        return Functions(self.client, self.environment, self.prefix)

    def had(self) -> list[tuple[int | None, dict[str, int]]]:
        return [(self.functions.reserved(name), self.functions.provisioned(name)) for name in (self.plain, self.warm)]


@pytest.fixture
def shop(repaired: EmbeddedServer) -> Shop:
    return Shop(repaired)


def test_stopped_functions__refuse_every_call_until_they_are_resumed(shop: Shop) -> None:
    before = shop.had()
    assert before == [(None, {}), (5, {"live": 2})]
    stopping = Stopping(shop.functions, "budget", MOMENT)

    assert stopping.stop() == [shop.plain, shop.warm]

    assert shop.had() == [(0, {}), (0, {})]
    for name in (shop.plain, f"{shop.warm}:live"):
        with pytest.raises(ClientError, match="TooManyRequestsException"):
            shop.server.invoke(name, {})
    assert stopping.stop() == []

    assert Release(shop.functions).resume() == [shop.plain, shop.warm]

    assert shop.had() == before
    assert shop.server.invoke(f"{shop.warm}:live", {"a": 1}) == ({"a": 1}, None)
    assert Release(shop.functions).resume() == []
    assert [TAG in one.tags for one in shop.functions.found()] == [False, False]


def test_dead_letters__leave_their_queue_once_functions_are_resumed(shop: Shop) -> None:
    sqs = shop.server.client("sqs")
    dead = sqs.create_queue(QueueName=f"{shop.prefix}-dead")["QueueUrl"]
    dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": "5"})
    sqs.create_queue(QueueName=f"{shop.prefix}-mails", Attributes={"RedrivePolicy": policy})
    may_read = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    shop.server.client("iam").put_role_policy(
        RoleName=shop.plain,
        PolicyName="read",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [may_read]}),
    )
    shop.client.create_event_source_mapping(
        FunctionName=shop.plain, EventSourceArn=dead_arn.replace("-dead", "-mails"), BatchSize=1
    )
    Stopping(shop.functions, "hand", MOMENT).stop()
    sqs.send_message(QueueUrl=dead, MessageBody="late")

    letters = Letters(shop.client, sqs, by_task=False)
    Release(shop.functions, letters).resume()

    assert letters.lines() == [f"moved 1 dead letter back from {shop.prefix}-dead"]
    assert letters.waiting(Way(f"{shop.prefix}-dead", "")) == 0


def test_status__finds_what_is_stopped_by_tags(shop: Shop) -> None:
    tagging = shop.server.client("resourcegroupstaggingapi")
    assert look(tagging, shop.environment).count == 0
    Stopping(shop.functions, "hand", MOMENT).stop()
    found = look(tagging, shop.environment)
    told = f"by hand since 2026-11-21 10:00 UTC, 2 functions; to go on: bin/resume {shop.environment}"
    assert found.line(shop.environment) == {"label": "stopped", "value": told}
