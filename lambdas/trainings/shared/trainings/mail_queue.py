"""The sending end of the mail queue: orders in tens, and nothing lost when the queue takes only some of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lambda_kit.parallel import in_parallel

from trainings.mails import Mail, to_message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_LARGEST_BATCH = 10  # of SendMessageBatch
_ATTEMPTS = 4
_FIRST_PAUSE = 0.2  # seconds, doubled at each further attempt


class QueueRefuses(RuntimeError):  # noqa: N818  # the name says what is the case
    """The mail queue did not take all orders; queueing all of them again later is safe."""


class MailQueue:
    """The queue that ``send_mail`` works off."""

    def __init__(self, sqs: SQSClient, url: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._sqs = sqs
        self._url = url
        self._pause = pause

    def put(self, mails: Sequence[Mail]) -> int:
        """Queue every order; returns how many. Raises ``QueueRefuses``."""
        starts = range(0, len(mails), _LARGEST_BATCH)
        in_parallel(self._put_batch, [mails[start : start + _LARGEST_BATCH] for start in starts])
        return len(mails)

    def _put_batch(self, mails: Sequence[Mail]) -> None:
        waiting: dict[str, SendMessageBatchRequestEntryTypeDef] = {
            str(number): {"Id": str(number), "MessageBody": to_message(mail)} for number, mail in enumerate(mails)
        }
        for attempt in range(_ATTEMPTS):
            answer = self._sqs.send_message_batch(QueueUrl=self._url, Entries=list(waiting.values()))
            for done in answer.get("Successful", []):
                del waiting[done["Id"]]
            if not waiting:
                return
            self._pause(_FIRST_PAUSE * 2**attempt)
        raise QueueRefuses(f"the mail queue refused {len(waiting)} of {len(mails)} orders {_ATTEMPTS} times")
