"""The smoke test against a gearbox that is given, in time of its own."""

from __future__ import annotations

import email
import hashlib
import json
from typing import Any

import pytest
from gearbox_ops.smoke import NAME, PATIENCE_SECONDS, Smoke, form_of
from stackyard.errors import StackyardError
from stackyard.operate.calls import Answer, Call, PatientCaller

API = "http://api.test/api/v1"


class Gearbox:
    """Describes a file some seconds after it was sent; single calls can be told to answer otherwise."""

    def __init__(self, *, seconds: float = 2.0, **file: Any) -> None:
        self.time = 0.0
        self.seconds = seconds
        self.described = {"state": "ready", **file}
        self.ready_at = self.removed_at = float("inf")
        self.sha256 = ""
        self.calls: list[Call] = []
        self.instead: dict[str, Answer] = {}

    def send(self, call: Call) -> Answer:
        self.calls.append(call)
        name = f"{call.method} {call.url.removeprefix(API)}"
        if name in self.instead:
            return self.instead[name]
        if call.url == "http://s3.test/inbox":
            return self._take(call)
        if "x-api-key" not in call.headers:
            return said(403, {"status": 403})
        return self._answer(name)

    def _answer(self, name: str) -> Answer:
        if name == "GET /stats":
            return said(200, {"states": {"ready": 3, "failed": 1, "removed": 9}})
        if name == "POST /files":
            return said(201, {"file_id": "f1", "upload": {"url": "http://s3.test/inbox", "fields": {"key": NAME}}})
        if name == "DELETE /files/f1":
            self.removed_at = self.time + self.seconds
            return said(202, {})
        if self.time >= self.removed_at:
            return said(200, {"state": "removed"})
        if self.time >= self.ready_at:
            return said(200, {"sha256": self.sha256, **self.described})
        return said(200, {"state": "removed", "sha256": "of the smoke test before"})

    def _take(self, call: Call) -> Answer:
        form = parts(call)
        assert form["key"] == NAME.encode()
        self.sha256 = hashlib.sha256(form["file"]).hexdigest()
        self.ready_at = self.time + self.seconds
        return Answer(204, "")

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def smoke(self, waiting: int = 0) -> Smoke:
        caller = PatientCaller(self.send, self.sleep, lambda: self.time)
        return Smoke("http://api.test", lambda: waiting, caller, token=lambda: "token")


def said(status: int, document: Any) -> Answer:
    return Answer(status, json.dumps(document))


def parts(call: Call) -> dict[str, bytes]:
    message = email.message_from_bytes(f"Content-Type: {call.headers['Content-Type']}\r\n\r\n".encode() + call.body)
    named = ((part.get_param("name", header="content-disposition"), part) for part in message.walk())
    return {str(name): bytes(part.get_payload(decode=True)) for name, part in named if name}


def test_healthy_system__is_told_in_three_lines() -> None:
    gearbox = Gearbox()
    lines, warnings = gearbox.smoke().run("operator", "secret")
    assert lines[:2] == ["without a key: 403", "with the key of operator: 200, 4 files"]
    assert lines[2].startswith("a file of 17 bytes: described within ")
    assert lines[2].endswith(" s, and removed")
    assert warnings == []
    assert [str(call) for call in gearbox.calls][:4] == [
        f"GET {API}/stats",
        f"GET {API}/stats",
        f"POST {API}/files",
        "POST http://s3.test/inbox",
    ]


def test_key__goes_to_the_api_only() -> None:
    gearbox = Gearbox()
    gearbox.smoke().run("operator", "secret")
    (upload,) = [call for call in gearbox.calls if "s3.test" in call.url]
    assert "x-api-key" not in upload.headers


def test_description_of_an_earlier_smoke_test__does_not_count() -> None:
    gearbox = Gearbox(sha256="of the smoke test before")
    with pytest.raises(StackyardError, match="a file is not described within 120 seconds"):
        gearbox.smoke().run("operator", "secret")
    assert gearbox.time <= PATIENCE_SECONDS + 10


def test_file_that_fails__is_told_with_its_reason() -> None:
    failure = {"type": "AccessDenied", "reason": "may not read", "transient": False}
    with pytest.raises(StackyardError) as told:
        Gearbox(state="failed", failure=failure).smoke().run("operator", "secret")
    assert f"given: {NAME}: failed, AccessDenied: may not read" in str(told.value)
    assert "remedy: read what the functions say (bin/logs" in str(told.value)


def test_file_behind_a_crowd__is_a_warning_and_removed_all_the_same() -> None:
    gearbox = Gearbox(seconds=10_000)
    lines, warnings = gearbox.smoke(waiting=700).run("operator", "secret")
    assert len(lines) == 2
    assert warnings == ["the file of the smoke test was not described yet: 700 messages wait in the queue"]
    assert str(gearbox.calls[-1]) == f"DELETE {API}/files/f1"


@pytest.mark.parametrize(
    ("call", "answer", "words"),
    [
        ("GET /stats", said(200, {"states": {}}), "without a key: status 200 instead of 403"),
        ("POST /files", said(500, {"status": 500}), "to upload a file: status 500 instead of 201"),
        ("POST /files", said(201, {}), "to upload a file: status 201 instead of 201"),
        ("POST http://s3.test/inbox", Answer(403, "<Code>AccessDenied"), "the inbox does not take a file: status 403"),
        ("DELETE /files/f1", said(500, {}), "to remove a file: status 500 instead of 202"),
        ("GET /files/f1", said(404, {"status": 404}), "the catalogue does not know it"),
    ],
)
def test_wrong_answer__ends_within_bounds_and_is_shown(call: str, answer: Answer, words: str) -> None:
    gearbox = Gearbox()
    gearbox.instead[call] = answer
    with pytest.raises(StackyardError) as failure:
        gearbox.smoke().run("operator", "very-secret")
    assert words in str(failure.value)
    assert "very-secret" not in str(failure.value)
    assert gearbox.time <= PATIENCE_SECONDS + 20


@pytest.mark.parametrize("content", [b"", b"--token\r\n\r\n", bytes(range(256))])
def test_form__brings_every_field_and_the_file_last(content: bytes) -> None:
    headers, body = form_of({"key": "a b", "policy": "x=="}, content, "token")
    found = parts(Call("POST", "http://s3.test", headers, body))
    assert list(found.items()) == [("key", b"a b"), ("policy", b"x=="), ("file", content)]
