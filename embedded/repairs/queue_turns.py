"""Whoever works on a queue's messages does so in turn, so that none of them is lost.

Stock MiniStack puts a list of what is left in the place of a queue's messages whenever it looks for dead letters, which
is at every receipt, and whenever messages are deleted. Event source mappings do that in a thread of their own, while
requests, notifications of buckets, rules, topics, executions and failed calls add messages: one that comes between the
look and the new list is gone, unread. A mapping whose queue is deleted during a batch fails with a traceback. On AWS a
message that was acknowledged is there, and a mapping whose queue went has nothing left to delete.

Hooks: `ministack.services.sqs._queues_lock`, `_HANDLERS`, `_receive_messages_for_esm`, `_delete_messages_for_esm` and
the functions of `_ON_QUEUES`; those of `_DELIVERIES`, and `lambda_svc._route_async_failure`.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any

from embedded import hooks

_SERVICES = "ministack.services"
SQS = f"{_SERVICES}.sqs"
# ReceiveMessage waits for messages, so it takes its turns where it looks: in three of these.
_WAITS = "ReceiveMessage"
_ON_QUEUES = ("_act_send_message", "_expire_retained", "_dlq_sweep", "_collect_msgs", "_refresh_counts", "get_state")
_DELIVERIES = (
    (f"{_SERVICES}.sns", "_deliver_to_sqs"),
    (f"{_SERVICES}.eventbridge", "_dispatch_to_sqs"),
    (f"{_SERVICES}.s3", "_deliver_event_to_sqs"),
)

Function = Callable[..., Any]


def apply() -> None:
    """Makes one lock the turn of everybody who works on queues."""
    turn = threading.RLock()
    in_turn = _taking(turn)
    hooks.replace(SQS, "_queues_lock", turn)  # that of the event source mappings
    handlers = hooks.attribute(SQS, "_HANDLERS")
    handlers.update({name: in_turn(act) for name, act in handlers.items() if name != _WAITS})
    for module, name in [*((SQS, name) for name in _ON_QUEUES), *_DELIVERIES]:
        hooks.wrap(module, name, in_turn)
    hooks.wrap(f"{_SERVICES}.lambda_svc", "_route_async_failure", _to_queues(in_turn))
    hooks.wrap(SQS, "_receive_messages_for_esm", lambda original: _while_there(original, []))
    hooks.wrap(SQS, "_delete_messages_for_esm", lambda original: _while_there(original, None))


def _taking(turn: threading.RLock) -> Callable[[Function], Function]:
    def in_turn(original: Function) -> Function:
        @functools.wraps(original)
        def work(*arguments: Any, **named: Any) -> Any:
            with turn:
                return original(*arguments, **named)

        return work

    return in_turn


def _to_queues(in_turn: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Takes a turn for queues only: a failure that goes to a function may call this server again."""

    def choosing(original: Function) -> Function:
        to_queue = in_turn(original)
        return lambda target, *about: (to_queue if ":sqs:" in target else original)(target, *about)

    return choosing


def _while_there(original: Function, otherwise: Any) -> Function:
    """Does nothing to a queue that was deleted since the mapping looked."""
    gone = hooks.attribute(SQS, "_Err")

    def work(url: str, *arguments: Any) -> Any:
        try:
            return original(url, *arguments)
        except gone as error:
            if error.code != "QueueDoesNotExist":
                raise
            return otherwise

    return work
