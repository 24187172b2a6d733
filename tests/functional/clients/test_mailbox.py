"""`bin/mailbox` as a command, against a served mailbox and against what is none."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS

COMMAND = Path(__file__).resolve().parents[3] / "bin" / "mailbox"
MAIL = {
    "from": "a@example.com",
    "to": ["b@example.com"],
    "subject": "Hello",
    "date": "2026-11-23T22:00:00Z",
    "text": "Hi",
}


class Handler(BaseHTTPRequestHandler):
    """Answers the mail endpoint with what the server was given."""

    def do_GET(self) -> None:
        known = self.path == "/_stackyard/mail"
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(self.server.page if known else b"")  # type: ignore[attr-defined]  # set by the fixture

    def log_message(self, *_arguments: object) -> None:
        """Keep the output of the tests readable."""


@pytest.fixture
def served() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.page = json.dumps([MAIL]).encode()  # type: ignore[attr-defined]  # read by the handler
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def mailbox(port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A proxy in the environment must not come between this machine and itself.
    settings = {"STACKYARD_LOCAL_PORT": str(port), "http_proxy": "http://127.0.0.1:9", "TZ": "UTC"}
    command = [str(COMMAND), *arguments]
    return subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )


def test_running_server__its_mails_are_listed_and_shown(served: HTTPServer) -> None:
    listed = mailbox(served.server_port)
    assert " 1  Nov 23 22:00  b@example.com  Hello\n" in listed.stdout
    assert mailbox(served.server_port, "show", "1", "--text").stdout == "Hi\n"


def test_server_not_running__says_what_to_type() -> None:
    with socket.socket() as silent:  # has a port that nobody else is given, and does not listen
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        done = mailbox(port)
    assert done.returncode == 1
    assert f"no embedded AWS answers at http://127.0.0.1:{port}" in done.stderr
    assert "bin/local up" in done.stderr


@pytest.mark.parametrize("page", [b"<html></html>", b"[1]", b'{"mails": []}', b"\xff"])
def test_something_else_on_the_port__is_told_apart(served: HTTPServer, page: bytes) -> None:
    served.page = page  # type: ignore[attr-defined]  # read by the handler
    done = mailbox(served.server_port)
    assert done.returncode == 1
    assert "is no embedded AWS of this repository" in done.stderr


def test_mail_that_is_not_there__ends_with_an_error(served: HTTPServer) -> None:
    done = mailbox(served.server_port, "show", "7")
    assert done.returncode == 1
    assert "remedy: use a number from 1 to 1" in done.stderr
