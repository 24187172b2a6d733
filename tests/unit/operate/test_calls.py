"""Calls whose answers are given one by one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from stackyard.errors import StackyardError
from stackyard.operate.calls import PATIENCE_SECONDS, SHORT_PATIENCE_SECONDS, Answer, Call, PatientCaller, send

CALL = Call("GET", "http://api.test/v1/files?signature=very-secret", {"x-api-key": "very-secret"})


class Api:
    """Answers from a script, whose last answer repeats; its clock goes on only by waiting."""

    def __init__(self, *script: Answer) -> None:
        self.script = list(script)
        self.time = 0.0

    def send(self, _: Call) -> Answer:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def expect(self, status: int = 200, **more) -> Answer:
        caller = PatientCaller(self.send, self.sleep, lambda: self.time)
        return caller.expect(status, "with a key", CALL, remedy="read the log", **more)

    def fault(self, status: int = 200, **more) -> str:
        with pytest.raises(StackyardError) as caught:
            self.expect(status, **more)
        return str(caught.value)


def test_expected_answer__is_given_at_once() -> None:
    api = Api(Answer(200, '{"a": 1}'))
    assert api.expect().document == {"a": 1}
    assert api.time == 0


@pytest.mark.parametrize("status", [0, 403, 404])
def test_late_news__are_waited_for(status) -> None:
    api = Api(*[Answer(status, "")] * 5, Answer(200, ""))
    api.expect()
    assert 0 < api.time < 10


@pytest.mark.parametrize(
    ("answer", "bound"), [(Answer(403, "no key"), PATIENCE_SECONDS), (Answer(500, "broken"), SHORT_PATIENCE_SECONDS)]
)
def test_wrong_answer__ends_within_its_bound_and_is_shown(answer, bound) -> None:
    api = Api(answer)
    message = api.fault()
    assert message == (
        f"the API answers wrongly to a call with a key: status {answer.status} instead of 200\n"
        f"  given: GET http://api.test/v1/files: {answer.text}\n  remedy: read the log"
    )
    assert bound / 2 < api.time <= bound


def test_answer_that_is_not_good__counts_as_wrong() -> None:
    api = Api(Answer(200, "{}"), Answer(200, '{"ready": true}'))
    assert api.expect(good=lambda answer: answer.document.get("ready")).text == '{"ready": true}'
    assert "status 200 instead of 200" in Api(Answer(200, "no JSON")).fault(good=lambda answer: answer.document)


def test_secrets__never_stand_in_the_failure() -> None:
    assert "very-secret" not in Api(Answer(500, "broken")).fault()
    assert "very-secret" not in repr(CALL.headers and Call("GET", "http://api.test", CALL.headers))


def test_answer_without_text__is_told_as_such() -> None:
    assert "an empty answer" in Api(Answer(502, "")).fault()


class Handler(BaseHTTPRequestHandler):
    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(409 if self.path == "/refused" else 200)
        self.end_headers()
        self.wfile.write(f"{self.command} {self.headers['x-api-key']} ".encode() + body)

    do_GET = do_POST = do_DELETE = answer  # noqa: N815  # names of the library

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("POST", b"body"), ("DELETE", b"")])
def test_call__is_made_over_http(server, method, body, monkeypatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # no proxy leads to this machine
    answer = send(Call(method, f"{server}/files", {"x-api-key": "key"}, body))
    assert answer == Answer(200, f"{method} key {body.decode()}")


def test_refusal__is_an_answer_like_any_other(server) -> None:
    assert send(Call("GET", f"{server}/refused")).status == 409


def test_api_that_is_not_there__answers_with_no_status() -> None:
    assert send(Call("GET", "http://127.0.0.1:9/")).status == 0
