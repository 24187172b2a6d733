"""Moves back what died while functions were stopped: messages of the queues that they read.

Lambda goes on asking a queue for messages that it may hand to nobody, so each is received again and again until it ends
among the dead letters. What lay there before is tried once more, too: nothing tells the one from the other.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from ..errors import StackyardError
from ..operate.moving import Mover
from ..text.words import counted

_SQS, _RESOURCE = "sqs", 5  # parts of an ARN, and where the name stands in one of a queue
_FUNCTION = 6  # where the name stands in an ARN of a function
_DEPTH = "ApproximateNumberOfMessages"


@dataclass(frozen=True)
class Way:
    """From a queue of dead letters, by its name, back to the queue that they come from."""

    dead: str
    queue: str


@dataclass(frozen=True)
class Letters:
    """Dead letters of functions, by boto3's clients of Lambda and SQS; ``by_task`` as ``Mover.move`` takes it."""

    lambdas: Any
    sqs: Any
    by_task: bool = True
    moved: Counter[str] = field(default_factory=Counter, init=False)
    """How many messages were moved, or are about to be, by the queue where they lay."""

    def ways(self, functions: Collection[str]) -> dict[str, list[Way]]:
        """Find the ways of these functions' dead letters, by function: those from queues that no function reads.

        A queue of dead letters that is worked off by a function is one of the ordinary ways of a message.
        """
        read = list(self._read())
        names = {queue for _, queue in read}
        found: dict[str, list[Way]] = {}
        for function, queue in read:
            if function in functions and (dead := self._dead_letters_of(queue)) and dead not in names:
                found.setdefault(function, []).append(Way(dead, queue))
        return found

    def waiting(self, way: Way) -> int:
        """Tell how many messages lie there, about."""
        told = self.sqs.get_queue_attributes(QueueUrl=self._url(way.dead), AttributeNames=[_DEPTH])
        return int(told["Attributes"][_DEPTH])

    def bring_back(self, ways: Collection[Way]) -> None:
        """Move them to where each came from. Raises ``StackyardError`` where the caller may not."""
        for way in ways:
            try:
                if self.waiting(way):
                    mover = Mover(self.sqs, self._url(way.dead), self._url(way.queue), to_source=True)
                    self.moved[way.dead] += mover.move(by_task=self.by_task).messages
            except ClientError as error:
                problem = f"the dead letters of {way.queue} cannot be moved back"
                raise StackyardError(problem, given=str(error), remedy=_WITHOUT) from error

    def lines(self) -> list[str]:
        """Say what was moved."""
        return [f"moved {counted(count, 'dead letter')} back from {dead}" for dead, count in sorted(self.moved.items())]

    def _read(self) -> Iterator[tuple[str, str]]:
        """Give function and queue, by their names, of all that read one."""
        pages = self.lambdas.get_paginator("list_event_source_mappings").paginate()
        for one in (one for page in pages for one in page["EventSourceMappings"]):
            source = str(one.get("EventSourceArn", "")).split(":")
            if source[2:3] == [_SQS]:
                yield str(one["FunctionArn"]).split(":")[_FUNCTION], source[_RESOURCE]

    def _dead_letters_of(self, queue: str) -> str:
        """Name the queue where a queue's dead letters go; empty where there is none, or the queue is gone."""
        try:
            told = self.sqs.get_queue_attributes(QueueUrl=self._url(queue), AttributeNames=["RedrivePolicy"])
        except self.sqs.exceptions.QueueDoesNotExist:
            return ""
        policy: Mapping[str, Any] = json.loads(told.get("Attributes", {}).get("RedrivePolicy") or "{}")
        return str(policy.get("deadLetterTargetArn", "")).rpartition(":")[2]

    def _url(self, name: str) -> str:
        return str(self.sqs.get_queue_url(QueueName=name)["QueueUrl"])


_WITHOUT = "mend what the message names; or leave them there: -e resume_moves_dead_letters=false"
