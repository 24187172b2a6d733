"""What died while functions were stopped comes back with them: of the queues that they read, and nothing else."""

# ruff: noqa: N803  # the signatures are boto3's

from __future__ import annotations

import json
from typing import Any

import pytest
from stackyard.brake.functions import Functions
from stackyard.brake.letters import Letters, Way
from stackyard.brake.notes import TAG
from stackyard.brake.release import Release
from stackyard.errors import StackyardError

from tests.fakes.budgets import refusal
from tests.fakes.lambdas import FakeFunction, FakeLambda

OF_DEV = {"stackyard:environment": "dev", TAG: "2026-11-21T10:00:00Z hand reserved=none"}
MAILER, SCORER = "stackyard-dev-shop-Mailer", "stackyard-dev-shop-Scorer"


class QueueDoesNotExistError(Exception):
    """There is no such queue."""


class FakeQueues:
    """SQS with queues by name: how many messages lie there, and where their dead letters go."""

    exceptions = type("Exceptions", (), {"QueueDoesNotExist": QueueDoesNotExistError})

    def __init__(self, **dead: str) -> None:
        self.dead, self.depths, self.moved, self.refuses = dead, dict[str, int](), list[str](), False

    def get_queue_url(self, *, QueueName: str) -> dict[str, str]:
        if QueueName not in {*self.dead, *self.dead.values()}:
            raise QueueDoesNotExistError
        return {"QueueUrl": QueueName}

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:
        told = {
            "QueueArn": queue(QueueUrl),
            "ApproximateNumberOfMessages": str(self.depths.get(QueueUrl, 0)),
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": queue(self.dead[QueueUrl])})
            if self.dead.get(QueueUrl)
            else "",
        }
        return {"Attributes": {name: told[name] for name in AttributeNames if told[name]}}

    def start_message_move_task(self, *, SourceArn: str) -> dict[str, str]:
        if self.refuses:
            raise refusal("AccessDenied", "StartMessageMoveTask", "no")
        self.moved.append(SourceArn)
        return {"TaskHandle": "handle"}


def queue(name: str) -> str:
    return f"arn:aws:sqs:eu-central-1:123456789012:{name}"


@pytest.fixture
def lambdas() -> FakeLambda:
    """Two stopped functions, one of which reads mails, and another that nobody stopped."""
    lambdas = FakeLambda()
    lambdas.functions = {name: FakeFunction(dict(OF_DEV), reserved=0) for name in (MAILER, SCORER)}
    lambdas.read = [
        (MAILER, queue("mails")),
        ("stackyard-two-Other", queue("others")),
        (SCORER, "arn:aws:kinesis:r:1:s"),
    ]
    return lambdas


def release(lambdas: FakeLambda, sqs: FakeQueues) -> Release:
    return Release(Functions(lambdas, "dev", "stackyard-dev"), Letters(lambdas, sqs))


def test_dead_letters_of_a_function_that_is_resumed__come_back_and_are_told(lambdas: FakeLambda) -> None:
    sqs = FakeQueues(mails="dead-mails", others="dead-others")
    sqs.depths = {"dead-mails": 3, "dead-others": 4}
    resuming = release(lambdas, sqs)

    assert resuming.resume() == [MAILER, SCORER]

    assert sqs.moved == [queue("dead-mails")]
    assert resuming.letters
    assert resuming.letters.lines() == ["moved 3 dead letters back from dead-mails"]


def test_empty_queue_of_dead_letters__is_left_alone(lambdas: FakeLambda) -> None:
    sqs = FakeQueues(mails="dead-mails")
    resuming = release(lambdas, sqs)
    resuming.resume()
    assert sqs.moved == []
    assert resuming.letters
    assert resuming.letters.lines() == []


def test_queue_whose_dead_letters_a_function_works_off__is_left_to_it(lambdas: FakeLambda) -> None:
    lambdas.read = [(MAILER, queue("mails")), (SCORER, queue("failed")), (SCORER, queue("gone"))]
    ways = Letters(lambdas, FakeQueues(mails="failed", failed="last")).ways([MAILER, SCORER])
    assert ways == {SCORER: [Way("last", "failed")]}


def test_queue_without_dead_letters__has_no_way(lambdas: FakeLambda) -> None:
    assert Letters(lambdas, FakeQueues(mails="")).ways([MAILER]) == {}


def test_dead_letters_that_may_not_be_moved__are_told_and_the_next_resume_tries_again(lambdas: FakeLambda) -> None:
    sqs = FakeQueues(mails="dead-mails")
    sqs.depths, sqs.refuses = {"dead-mails": 1}, True

    with pytest.raises(StackyardError, match="the dead letters of mails cannot be moved back") as caught:
        release(lambdas, sqs).resume()

    assert "-e resume_moves_dead_letters=false" in str(caught.value)
    assert lambdas.functions[MAILER].reserved is None
    assert TAG in lambdas.functions[MAILER].tags

    sqs.refuses = False
    assert release(lambdas, sqs).resume() == [MAILER]
    assert sqs.moved == [queue("dead-mails")]
