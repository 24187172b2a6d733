"""The receiving end of the mail queue: what makes an order of a message, and when a mail is tried again.

Garbage comes back at once, so that it soon reaches the dead-letter queue and its alarm; a mail that another worker
holds after that worker's lease; everything else after a growing pause.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from lambda_kit.sqs import ComeBack, Failures, Message, Pauses, Record
from lambda_kit.sqs import work_off as work_off_messages

from trainings.mails import GarbledOrder, Mail, from_message
from trainings.send_mail import HeldByAnother
from trainings.transports import Undelivered

LOGGER = logging.getLogger(__name__)

RESERVE_MS = 15_000  # an invocation begins no mail with less time than a slow one takes
PAUSES = Pauses(first=60, factor=4)  # 1, 4, 16 and 64 minutes until the fifth and last attempt

Deliver = Callable[[Mail, datetime], None]


def work_off(
    records: list[Record],
    *,
    deliver: Deliver,
    postpone: Callable[[str, int], None],
    time_left_ms: Callable[[], int],
) -> Failures:
    """Deliver the orders of an SQS event; returns the answer that names those to be repeated.

    ``postpone`` takes the receipt handle of a message and the seconds after which it is to come back.
    """
    return work_off_messages(
        records,
        deliver=lambda message: _deliver(message, deliver),
        postpone=postpone,
        pauses=PAUSES,
        time_left_ms=time_left_ms,
        reserve_ms=RESERVE_MS,
    )


def _deliver(message: Message, deliver: Deliver) -> None:
    """Work off one order. Raises ``ComeBack``, and whatever nobody foresaw."""
    told: dict[str, Any] = {"queueMessage": message.id}
    try:
        deliver(from_message(message.body), message.sent)
    except GarbledOrder as error:
        LOGGER.error("garbage in the mail queue", extra={**told, "reason": str(error)})  # noqa: TRY400  # no content
        raise ComeBack(0) from None
    except HeldByAnother as error:
        raise ComeBack(int(error.seconds) + 1) from None
    except Undelivered as error:
        LOGGER.warning("mail was not delivered", extra={**told, "reason": str(error), "attempt": message.received})
        raise ComeBack from None
