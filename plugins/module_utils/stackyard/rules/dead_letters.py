"""Which queues take what others gave up: by a queue's redrive policy, and as the destination of failures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .document import Document, Possible, Resource, spelled
from .event_sources import QUEUE
from .settled import entries

_WAYS: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "AWS::Lambda::Function": ((("DeadLetterConfig",), "TargetArn"),),
    "AWS::Lambda::EventInvokeConfig": ((("DestinationConfig", "OnFailure"), "Destination"),),
    "AWS::Lambda::EventSourceMapping": ((("DestinationConfig", "OnFailure"), "Destination"),),
    "AWS::Scheduler::Schedule": ((("Target", "DeadLetterConfig"), "Arn"),),
    "AWS::SNS::Subscription": ((("RedrivePolicy",), "deadLetterTargetArn"),),
    "AWS::Events::Rule": ((("Targets",), "DeadLetterConfig"),),
}


def dead_letter_queues(document: Document) -> list[Resource]:
    """Queues of the template that hold what failed, each once."""
    found = {queue.name: queue for value in _named(document) if (queue := document.resource(value)) is not None}
    return [queue for queue in found.values() if queue.kind == QUEUE]


def redrive_policies(document: Document, queue: Resource) -> Iterator[Possible]:
    """What a queue may say of redriving, each as a mapping, also where it is written as JSON (by ``Fn::Sub``, too)."""
    for one in document.possible(queue, "RedrivePolicy"):
        if isinstance(read := _read(spelled(one.value) or ""), dict):
            yield Possible(one.path, read, one.conditions)
        elif isinstance(one.value, Mapping):
            yield one


def _named(document: Document) -> Iterator[Any]:
    for queue in document.resources(QUEUE):
        for policy in redrive_policies(document, queue):
            target = policy.value.get("deadLetterTargetArn")
            yield {"Fn::Sub": target} if isinstance(target, str) else target  # within JSON, a reference is a text
    for resource in document.resources(*_WAYS):
        for way, key in _WAYS[resource.kind]:
            for held in document.possible(resource, *way):
                yield from (
                    one.value[key] for one in entries(held) if isinstance(one.value, Mapping) and key in one.value
                )


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
