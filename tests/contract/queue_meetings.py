"""How many messages are left when one comes while others are looked through; runs in the embedded AWS's environment.

Takes `stock` or `repaired`, and prints by way of sending and by work on the queue how many messages are there in the
end: one, unless it was lost. The meeting is arranged, not hoped for: the sender begins when the list was read to its
end. Besides, it prints what a mapping says of a queue that went before its batch was done.
"""

from __future__ import annotations

import functools
import json
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.arn import parse_arn
from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import eventbridge, lambda_svc, s3, sns, sqs

from embedded.lifecycle.environment import ACCOUNT, REGION
from embedded.repairs import queue_turns

# Stock never makes the sender wait. The repair does, until the work is done: the message is there whatever this is.
PATIENCE_SECONDS = {"stock": 60.0, "repaired": 0.2}


class Met(list[Any]):
    """A list that somebody wants to add to when it was just read to its end, once."""

    def __init__(self, patience: float, send: Callable[[], Any]) -> None:
        super().__init__()
        self._patience = patience
        self.sender = threading.Thread(target=send)

    def __iter__(self) -> Iterator[Any]:
        yield from super().__iter__()
        if self.sender.ident is None:
            self.sender.start()
            self.sender.join(self._patience)


def left(patience: float, send: Callable[[str, str], Any], work: Callable[[dict[str, Any], str], Any]) -> int:
    """How many messages a queue has after work on it that `send` (URL and ARN of the queue) met."""
    here()
    url = sqs._act_create_queue({"QueueName": "queue"}, "")["QueueUrl"]
    queue = sqs._get_q(url)
    arn = queue["attributes"]["QueueArn"]
    queue["attributes"]["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    queue["messages"] = met = Met(patience, functools.partial(from_elsewhere, send, url, arn))
    work(queue, url)
    met.sender.join()
    count = len(queue["messages"])
    sqs._HANDLERS["DeleteQueue"]({"QueueUrl": url}, "")
    return count


def said_of_a_queue_that_went() -> str:
    """What deleting the messages of a batch says when the queue is not there any more."""
    here()
    try:
        sqs._delete_messages_for_esm("http://127.0.0.1/000000000000/gone", {"handle"})
    except sqs._Err as error:
        return str(error.code)
    return ""


def from_elsewhere(send: Callable[[str, str], Any], url: str, arn: str) -> None:
    """Sends in a thread, which knows no account of its own."""
    here()
    send(url, arn)


def here() -> None:
    """Works in the account and region of the tests."""
    set_request_account_id(ACCOUNT)
    set_request_region(REGION)


SENDERS: dict[str, Callable[[str, str], Any]] = {
    "request": lambda url, _arn: sqs._HANDLERS["SendMessage"]({"QueueUrl": url, "MessageBody": "a"}, ""),
    "execution": lambda url, _arn: sqs._act_send_message({"MessageBody": "a"}, url),
    "topic": lambda _url, arn: sns._deliver_to_sqs(arn, "a", True, "a"),
    "rule": lambda _url, arn: eventbridge._dispatch_to_sqs(parse_arn(arn), "a"),
    "bucket": lambda _url, arn: s3._deliver_event_to_sqs(arn, {}, REGION),
    "failed call": lambda _url, arn: lambda_svc._route_async_failure(arn, "function", {}, {}),
}
WORK: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "looking for dead letters": lambda queue, _url: sqs._dlq_sweep(queue),
    "a batch that is done": lambda _queue, url: sqs._delete_messages_for_esm(url, {"handle"}),
}


def main(kind: str) -> None:
    """Tells what is left, as JSON."""
    sqs.queue_policy_allows = sns._sqs.queue_policy_allows = lambda *_: True  # who may send is not what this is about
    if kind == "repaired":
        queue_turns.apply()
    found = {
        f"{sender} during {what}": left(PATIENCE_SECONDS[kind], send, work)
        for sender, send in SENDERS.items()
        for what, work in WORK.items()
    }
    sys.stdout.write(json.dumps({"messages": found, "queue that went": said_of_a_queue_that_went()}))


if __name__ == "__main__":
    main(sys.argv[1])
