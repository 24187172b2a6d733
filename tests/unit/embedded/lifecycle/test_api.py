from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from embedded.lifecycle import api
from embedded.lifecycle.errors import LifecycleError


class Server(BaseHTTPRequestHandler):
    """Echoes what it is sent, refuses `/refuse`, and talks nonsense at `/nonsense`."""

    def do_GET(self) -> None:
        self.answer(None)

    def do_POST(self) -> None:
        self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def answer(self, document: object) -> None:
        name = self.path.removeprefix("/_stackyard/")
        refused = {"refuse": 400, "break": 500}.get(name)
        body = (
            b"<html>" if name == "nonsense" else json.dumps({"error": "no", "name": name, "given": document}).encode()
        )
        self.send_response(refused or 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_call__sends_and_decodes_json(port: int) -> None:
    answer = api.call(port, "POST", "/echo", {"a": 1})

    assert (answer["name"], answer["given"]) == ("echo", {"a": 1})


@pytest.mark.parametrize(("path", "remedy"), [("/refuse", "bin/local --help"), ("/break", "bin/local logs")])
def test_refusal__is_told_with_what_was_asked_and_what_to_type(port: int, path: str, remedy: str) -> None:
    with pytest.raises(LifecycleError, match=f"(?s)no\n  given: GET {path}\n  remedy: {remedy}"):
        api.call(port, "GET", path)


def test_describe__is_none_where_nobody_or_somebody_else_answers(port: int) -> None:
    assert api.describe(1) is None
    assert api.describe(port) is not None
