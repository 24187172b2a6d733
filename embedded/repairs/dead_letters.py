"""Dead letters are counted anew in their queue, and can be moved back.

Stock MiniStack takes the count of a message's deliveries along to the dead-letter queue: where that queue has dead
letters of its own, a message passes straight through it, and nobody ever receives it there. StartMessageMoveTask and
ListMessageMoveTasks are refused as unknown. On AWS a message may be received as often as its queue's own
maxReceiveCount says, and both calls exist: a task moves the messages of a dead-letter queue to the queue named, or to
where each came from, as new messages.

Here a task has ended when its call returns, so that there is none to cancel.

Hooks: `ministack.services.sqs._dlq_sweep`, `_HANDLERS` of the same module; it uses its `_queue_by_arn`, `_queues` and
`_Err`.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from embedded import hooks

SQS = "ministack.services.sqs"
_MOST_TASKS = 10  # of one queue; as ListMessageMoveTasks tells at most

Queue = dict[str, Any]
Answer = dict[str, Any]


def apply() -> None:
    """Counts dead letters anew, and lets them be moved."""
    hooks.wrap(SQS, "_dlq_sweep", _counting_anew)
    tasks = MoveTasks()
    hooks.attribute(SQS, "_HANDLERS").update(
        {"StartMessageMoveTask": tasks.start, "ListMessageMoveTasks": tasks.list_tasks}
    )


def _counting_anew(original: Callable[[Queue], None]) -> Callable[[Queue], None]:
    def sweep(queue: Queue) -> None:
        dead = _dead_letters_of(queue)
        known = len(dead["messages"]) if dead else 0
        original(queue)
        for message in dead["messages"][known:] if dead else ():
            message["receive_count"] = 0

    return sweep


class MoveTasks:
    """The tasks that were started, by the ARN of the queue whose messages they moved."""

    def __init__(self) -> None:
        self._told: dict[str, list[Answer]] = {}

    def start(self, request: dict[str, Any], _url: str) -> Answer:
        """Answers StartMessageMoveTask: moves everything that is visible."""
        source = _queue(request.get("SourceArn", ""))
        if not any(_dead_letters_of(queue) is source for _, queue in hooks.attribute(SQS, "_queues").all_items()):
            raise _refused("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
        destination = request.get("DestinationArn", "")
        target = _queue(destination) if destination else None
        now = time.time()
        moved = [message for message in source["messages"] if message["visible_at"] <= now]
        for message in moved:
            _move(message, source, target, now)
        self._note(request["SourceArn"], destination, len(moved), now)
        return {"TaskHandle": _handle(request["SourceArn"])}

    def list_tasks(self, request: dict[str, Any], _url: str) -> Answer:
        """Answers ListMessageMoveTasks, the latest first."""
        _queue(request.get("SourceArn", ""))
        return {"Results": self._told.get(request["SourceArn"], [])[: int(request.get("MaxResults") or 1)]}

    def _note(self, source: str, destination: str, moved: int, now: float) -> None:
        task = {
            "Status": "COMPLETED",
            "SourceArn": source,
            **({"DestinationArn": destination} if destination else {}),
            "ApproximateNumberOfMessagesMoved": moved,
            "ApproximateNumberOfMessagesToMove": moved,
            "StartedTimestamp": int(now * 1000),
        }
        self._told[source] = [task, *self._told.get(source, [])][:_MOST_TASKS]


def _move(message: dict[str, Any], source: Queue, target: Queue | None, now: float) -> None:
    origin = message["sys"].pop("DeadLetterQueueSourceArn", "")
    destination = target or _queue(origin)
    source["messages"].remove(message)
    message.update(
        id=str(uuid.uuid4()), receipt_handle=None, sent_at=now, visible_at=now, receive_count=0, first_receive_at=None
    )
    message["sys"]["SentTimestamp"] = str(int(now * 1000))
    destination["messages"].append(message)
    hooks.attribute(SQS, "esm_wake").set()


def _dead_letters_of(queue: Queue) -> Queue | None:
    try:
        arn = json.loads(queue["attributes"].get("RedrivePolicy") or "{}").get("deadLetterTargetArn", "")
    except (ValueError, AttributeError):  # what stock forgives, too
        return None
    found: Queue | None = hooks.attribute(SQS, "_queue_by_arn")(arn) if arn else None
    return found


def _queue(arn: str) -> Queue:
    found: Queue | None = hooks.attribute(SQS, "_queue_by_arn")(arn) if arn else None
    if found is None:
        raise _refused("ResourceNotFoundException", "The resource that you specified for the SourceArn doesn't exist.")
    return found


def _refused(code: str, message: str) -> Exception:
    error: Exception = hooks.attribute(SQS, "_Err")(code, message)
    return error


def _handle(source: str) -> str:
    return base64.b64encode(json.dumps({"taskId": str(uuid.uuid4()), "sourceArn": source}).encode()).decode()
