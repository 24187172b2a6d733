"""Reads what AWS Budgets publishes on a topic: plain text for people, in which the budget's name stands.

The topic itself says why it was published to: nothing but the notification that is to stop functions leads there, and
only AWS Budgets of this account may publish. Somebody may still have subscribed it to a budget of another environment,
so the name is looked for, as a whole word: `stackyard-dev` is not meant where `stackyard-dev-two` is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Characters that go on with a name; a full stop may end a sentence, so it counts only with more behind it.
_MORE = r"(?![\w-]|\.\w)"
_BEFORE = r"(?<![\w.-])"


@dataclass(frozen=True)
class Notice:
    """One message: the topic's ARN, its text, and when it was published."""

    topic: str
    text: str
    moment: datetime

    def is_about(self, budget: str) -> bool:
        """Whether it names the budget."""
        return re.search(f"{_BEFORE}{re.escape(budget)}{_MORE}", self.text) is not None


def notices(event: Mapping[str, Any]) -> Iterator[Notice]:
    """Give the messages of an SNS event."""
    for record in event["Records"]:
        message = record["Sns"]
        moment = datetime.fromisoformat(str(message["Timestamp"]).replace("Z", "+00:00")).astimezone(UTC)
        yield Notice(str(message["TopicArn"]), f"{message.get('Subject') or ''}\n{message['Message']}", moment)
