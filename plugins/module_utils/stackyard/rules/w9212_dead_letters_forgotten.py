"""A dead-letter queue that forgets before somebody has had time to look: four days are a long weekend."""

from __future__ import annotations

from collections.abc import Iterator

from .dead_letters import dead_letter_queues
from .document import Document
from .rule import Found, KitRule
from .settled import settled

_LONGEST = 1_209_600  # seconds; a message keeps the age that it had in the queue before
_DEFAULT = 345_600


class DeadLettersForgotten(KitRule):
    """Flags dead-letter queues that keep messages for less than the fourteen days that SQS offers."""

    id = "W9212"
    shortdesc = "A dead-letter queue that keeps messages for less than 14 days loses what nobody looked at in time"
    remedy = f"write `MessageRetentionPeriod: {_LONGEST}` (14 days); it costs nothing"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each queue of the template that something sends its failures to."""
        for queue in dead_letter_queues(document):
            if "MessageRetentionPeriod" not in queue.properties:
                yield Found(queue.path, f"{queue.name} forgets failures after {_DEFAULT} s")
            for one in settled(document, queue, "MessageRetentionPeriod"):
                if str(one.value).isdecimal() and int(one.value) < _LONGEST:
                    yield Found(one.path, f"{queue.name} forgets failures after {one.value} s")
