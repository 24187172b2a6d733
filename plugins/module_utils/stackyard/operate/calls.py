"""Real calls that show a deployed API to be alive and guarded.

A new key and a new deployment take a while to be known to every part of API Gateway, so a refusal is asked again for a
bounded time before it counts. What a function answers wrongly stays wrong, and is asked again only shortly.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import StackyardError

PATIENCE_SECONDS = 90.0  # new keys may need about a minute
SHORT_PATIENCE_SECONDS = 10.0  # for failures that are not the gateway's late news
LATE_NEWS = (0, 403, 404)  # no answer, unknown key, unknown route
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, GROWTH = 0.3, 10.0, 1.6
CALL_TIMEOUT_SECONDS = 30.0
_SHOWN = 300  # characters of an answer


@dataclass(frozen=True)
class Call:
    """An HTTP call; headers may hold a key, and are never told."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.url.partition('?')[0]}"  # a query may hold a signature


@dataclass(frozen=True)
class Answer:
    """What a call gave: HTTP status (0 when there was no answer at all) and text."""

    status: int
    text: str

    @property
    def document(self) -> Any:
        """The text as JSON, or ``None``."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


Send = Callable[[Call], Answer]


def send(call: Call) -> Answer:
    """Call over HTTP; an error status is an answer like any other."""
    headers, data = dict(call.headers), call.body or None
    request = urllib.request.Request(call.url, data=data, headers=headers, method=call.method)  # noqa: S310  # our own URL
    handlers = [urllib.request.ProxyHandler({})] if call.url.startswith("http://127.0.0.1:") else []
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=CALL_TIMEOUT_SECONDS) as answer:
            return Answer(answer.status, answer.read().decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode("utf-8", "replace"))
    except OSError as error:
        return Answer(0, str(error))


@dataclass(frozen=True)
class PatientCaller:
    """Calls until the answer is as expected, within bounds; its calls and its clock can be replaced."""

    send: Send = send
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    def expect(
        self, status: int, who: str, call: Call, *, remedy: str, good: Callable[[Answer], bool] = lambda _: True
    ) -> Answer:
        """Give the answer that has this status and is ``good``.

        ``who`` says in an error whose call it was ("without a key"). Raises ``StackyardError`` for another answer.
        """
        start, pause = self.monotonic(), FIRST_PAUSE_SECONDS
        while (answer := self.send(call)).status != status or not good(answer):
            patience = PATIENCE_SECONDS if answer.status in LATE_NEWS else SHORT_PATIENCE_SECONDS
            if self.monotonic() + pause > start + patience:
                raise StackyardError(
                    f"the API answers wrongly to a call {who}: status {answer.status} instead of {status}",
                    given=f"{call}: {answer.text[:_SHOWN] or 'an empty answer'}",
                    remedy=remedy,
                )
            self.sleep(pause)
            pause = min(pause * GROWTH, LONGEST_PAUSE_SECONDS)
        return answer
