"""The receiving end of the mail queue: one invocation's messages, each on its own.

A message that cannot be worked off goes back to the queue alone (``ReportBatchItemFailures``), and comes back when it
makes sense: garbage at once, so that it soon reaches the dead-letter queue and its alarm; a mail that another worker
holds after that worker's lease; everything else after a growing pause, so that an hour's outage of the mail service
loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from trainings.mails import GarbledOrder, Mail, from_message
from trainings.send_mail import HeldByAnother
from trainings.transports import Undelivered

LOGGER = logging.getLogger(__name__)

RESERVE_MS = 15_000  # an invocation begins no mail with less time than a slow one takes
_FIRST_PAUSE = 60  # seconds; 1, 4, 16 and 64 minutes until the fifth and last attempt
_FACTOR = 4

Record = Mapping[str, Any]


def work_off(
    records: list[Record],
    *,
    deliver: Callable[[Mail, datetime], None],
    postpone: Callable[[str, int], None],
    time_left_ms: Callable[[], int],
) -> dict[str, Any]:
    """Deliver the orders of an SQS event; returns the answer that names those to be repeated.

    ``postpone`` takes the receipt handle of a message and the seconds after which it is to come back.
    """
    failed: list[dict[str, str]] = []
    longest = 0
    for record in records:
        # Every return to the queue counts as an attempt. When it is failures that took the time, the rest pauses like
        # those, lest it use up its attempts untried.
        untried = _growing_pause(record) if longest else 0
        pause = _pause_of(record, deliver) if time_left_ms() > RESERVE_MS else untried
        if pause is not None:
            longest = max(longest, pause)
            postpone(record["receiptHandle"], pause)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _pause_of(record: Record, deliver: Callable[[Mail, datetime], None]) -> int | None:
    """Work off one message: ``None`` when it is done, else the seconds after which to try it again."""
    attributes, message = record["attributes"], {"queueMessage": record["messageId"]}
    try:
        deliver(from_message(record["body"]), _moment(attributes["SentTimestamp"]))
    except GarbledOrder as error:
        LOGGER.error("garbage in the mail queue", extra={**message, "reason": str(error)})  # noqa: TRY400  # no content
        return 0
    except HeldByAnother as error:
        return int(error.seconds) + 1
    except Undelivered as error:
        LOGGER.warning("mail was not delivered", extra={**message, "reason": str(error), "attempt": _attempt(record)})
    except Exception as error:  # noqa: BLE001  # one mail's trouble must not keep the others of its batch back
        # The text of an unknown error may quote an address: its type and place must do.
        LOGGER.error("mail failed", extra={**message, "error": type(error).__name__, "place": _place(error)})  # noqa: TRY400
    else:
        return None
    return _growing_pause(record)


def _attempt(record: Record) -> int:
    return int(record["attributes"]["ApproximateReceiveCount"])


def _growing_pause(record: Record) -> int:
    return int(_FIRST_PAUSE * _FACTOR ** (_attempt(record) - 1))


def _moment(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) // 1000, UTC)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
