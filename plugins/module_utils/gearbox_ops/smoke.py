"""Shows that a deployed gearbox is alive: guarded API, and one tiny file that goes all the way through the pipeline.

The file has always the same name and never the same content: so the catalogue keeps one record of all smoke tests, and
what the record says can only be about this one. It is removed again; what stays is its tombstone.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stackyard.errors import StackyardError
from stackyard.operate.calls import Answer, Call, PatientCaller
from stackyard.text.words import counted

NAME = "stackyard-smoke-test.txt"
PATIENCE_SECONDS = 120.0  # a cold start, and the moments until an event, a message and a record are known
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, GROWTH = 0.2, 5.0, 1.5
_REMEDY = "read what the functions say (bin/logs --since 15m), mend, then deploy again"
_OK = 200
_NOT_FOUND = 404


@dataclass(frozen=True)
class Smoke:
    """The test of one deployment. ``waiting`` counts the messages that wait in the queue of arrivals."""

    endpoint: str
    waiting: Callable[[], int]
    caller: PatientCaller = field(default_factory=PatientCaller)
    token: Callable[[], str] = lambda: uuid.uuid4().hex

    def run(self, client: str, key: str) -> tuple[list[str], list[str]]:
        """Make the calls with a client's key; gives a line for each, and warnings.

        Raises ``StackyardError`` for the first wrong answer, and when the file is not ready in time although no crowd
        of files waits to be examined.
        """
        self._expect(403, "without a key", self._call("GET", "stats"))
        signed = {"x-api-key": key}
        told = self._expect(200, "with a client's key", self._call("GET", "stats", signed), good=_has_states)
        lines = ["without a key: 403", f"with the key of {client}: 200, {counted(_files(told.document), 'file')}"]
        content = f"smoke test {self.token()}\n".encode()
        file_id = self._put(content, signed)
        begun = self.caller.monotonic()
        wanted = hashlib.sha256(content).hexdigest()
        warning = self._wait(file_id, signed, lambda file: _is_ready(file, wanted), "described")
        seconds = self.caller.monotonic() - begun
        self._expect(202, "to remove a file", self._call("DELETE", f"files/{file_id}", signed))
        if warning:
            return lines, [warning]
        warning = self._wait(file_id, signed, lambda file: file.get("state") == "removed", "removed")
        return [*lines, f"a file of {len(content)} bytes: described within {seconds:.0f} s, and removed"], [
            *filter(None, [warning])
        ]

    def _put(self, content: bytes, signed: Mapping[str, str]) -> str:
        """Put the file; gives its id."""
        body = json.dumps({"name": NAME, "size": len(content), "type": "text/plain"}).encode()
        call = self._call("POST", "files", {**signed, "Content-Type": "application/json"}, body)
        granted = self._expect(201, "to upload a file", call, good=lambda answer: "upload" in (answer.document or {}))
        upload = granted.document["upload"]
        headers, form = form_of(upload["fields"], content, self.token())
        sent = self.caller.send(Call("POST", upload["url"], headers, form))
        if sent.status // 100 != 2:  # noqa: PLR2004
            raise StackyardError(
                f"the inbox does not take a file: status {sent.status}", given=sent.text[:300], remedy=_REMEDY
            )
        return str(granted.document["file_id"])

    def _wait(
        self, file_id: str, signed: Mapping[str, str], good: Callable[[Mapping[str, Any]], bool], verb: str
    ) -> str:
        """Ask until the file is as wanted; gives a warning where it cannot be by now, as many files wait before it."""
        start, pause = self.caller.monotonic(), FIRST_PAUSE_SECONDS
        while True:
            answer = self.caller.send(self._call("GET", f"files/{file_id}", signed))
            told = answer.document if isinstance(answer.document, dict) else {}
            if answer.status == _OK and good(told):
                return ""
            if self.caller.monotonic() + pause > start + PATIENCE_SECONDS:
                break
            self.caller.sleep(pause)
            pause = min(pause * GROWTH, LONGEST_PAUSE_SECONDS)
        waiting = self.waiting()
        if waiting > 1:
            return f"the file of the smoke test was not {verb} yet: {counted(waiting, 'message')} wait in the queue"
        raise StackyardError(
            f"a file is not {verb} within {PATIENCE_SECONDS:.0f} seconds",
            given=f"{NAME}: {_standing(answer, told)}",
            remedy=_REMEDY,
        )

    def _call(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Call:
        return Call(method, f"{self.endpoint}/api/v1/{path}", headers or {}, body)

    def _expect(self, status: int, who: str, call: Call, good: Callable[[Answer], bool] = lambda _: True) -> Answer:
        return self.caller.expect(status, who, call, good=good, remedy=_REMEDY)


def form_of(fields: Mapping[str, str], content: bytes, token: str) -> tuple[dict[str, str], bytes]:
    """Write a form with a file as its last field; gives the headers and the body."""
    boundary = f"----{token}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, body


def _has_states(answer: Answer) -> bool:
    document = answer.document
    return isinstance(document, dict) and isinstance(document.get("states"), dict)


def _files(stats: Mapping[str, Any]) -> int:
    return sum(count for state, count in stats["states"].items() if state != "removed")


def _is_ready(file: Mapping[str, Any], sha256: str) -> bool:
    return file.get("state") == "ready" and file.get("sha256") == sha256


def _standing(answer: Answer, told: Mapping[str, Any]) -> str:
    if answer.status == _NOT_FOUND:
        return "the catalogue does not know it"
    failure = told.get("failure")
    why = f", {failure.get('type')}: {failure.get('reason')}" if isinstance(failure, Mapping) else ""
    return f"{told.get('state')}{why}" if told else f"status {answer.status} {answer.text[:200]}"
