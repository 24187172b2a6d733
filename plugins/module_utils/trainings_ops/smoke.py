"""Two real calls that show the deployed API to be alive and guarded: one without a key, one with a student's.

A new key and a new deployment take a while to be known to every part of API Gateway, so a refusal is asked again for a
bounded time before it counts. What a function answers wrongly stays wrong, and is asked again only shortly.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stackyard.errors import StackyardError

PATIENCE_SECONDS = 90.0  # new keys may need about a minute
SHORT_PATIENCE_SECONDS = 10.0  # for failures that are not the gateway's late news
LATE_NEWS = (0, 403, 404)  # no answer, unknown key, unknown route
FIRST_PAUSE_SECONDS = 0.3
CALL_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    """What a call gave: HTTP status (0 when there was no answer at all) and text."""

    status: int
    text: str

    @property
    def envelope(self) -> Any:
        """The text as JSON, or ``None``."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    def is_envelope(self, status: int) -> bool:
        """Whether this is the API's own form of answer with that status."""
        envelope = self.envelope
        return self.status == status and isinstance(envelope, dict) and envelope.get("code") == status


Post = Callable[[str, Mapping[str, str], bytes], Answer]


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """POST over HTTP; an error status is an answer like any other."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310  # our own URL
    handlers = [urllib.request.ProxyHandler({})] if url.startswith("http://127.0.0.1:") else []
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=CALL_TIMEOUT_SECONDS) as answer:
            return Answer(answer.status, answer.read().decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read().decode("utf-8", "replace"))
    except OSError as error:
        return Answer(0, str(error))


@dataclass(frozen=True)
class Smoke:
    """The test of one API; its calls and its clock can be replaced."""

    endpoint: str
    send: Post = post
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    def run(self, student: str, key: str) -> list[str]:
        """Make the calls; gives a line per call made, raises ``StackyardError`` for the first wrong answer."""
        url = f"{self.endpoint}/api/v1/tests"
        body = json.dumps({"studentId": student}).encode()
        plain = {"Content-Type": "application/json"}
        self._expect(403, "without a key", lambda: self.send(url, plain, body))
        answer = self._expect(200, "with a student's key", lambda: self.send(url, {**plain, "x-api-key": key}, body))
        tests = sum(len(subject["testIds"]) for subject in answer.envelope["body"])
        return ["without a key: 403", f"with the key of {student}: 200, {tests} open tests"]

    def _expect(self, status: int, who: str, call: Callable[[], Answer]) -> Answer:
        start, pause = self.monotonic(), FIRST_PAUSE_SECONDS
        while not (answer := call()).is_envelope(status):
            patience = PATIENCE_SECONDS if answer.status in LATE_NEWS else SHORT_PATIENCE_SECONDS
            if self.monotonic() + pause > start + patience:
                raise StackyardError(
                    f"the API answers wrongly to a call {who}: status {answer.status} instead of {status}",
                    given=f"POST {self.endpoint}/api/v1/tests: {answer.text[:300] or 'an empty answer'}",
                    remedy="read the function's log group (its name ends in ListTests), mend, then deploy again",
                )
            self.sleep(pause)
            pause = min(pause * 1.6, 10.0)
        return answer
