"""A small trainings API on loopback, and two ways to run the student's client: with a pipe and on a terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[3]
CLIENT = ROOT / "bin" / "test-time.sh"
KEY = "k3y-of-student01-0123456789"
NEEDED_TOOLS = "bash curl cksum chmod cat mkdir mktemp mv rm sed stty tr"


def question(number: int, *answers: str) -> dict[str, Any]:
    """Make one question whose answers get the ids a, b, c..."""
    rows = [{"answerId": "abcdef"[place], "answerBody": body} for place, body in enumerate(answers)]
    return {"questionId": str(number), "question": f"Question number {number}?", "answers": rows}


@dataclass
class FakeApi:
    """What the API holds, what it was asked, and what it is told to answer instead."""

    tests: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    due: str = "2026-11-23T23:00:00+01:00"
    submissions: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    forced: dict[str, tuple[int, Any, dict[str, str]]] = field(default_factory=dict)
    may_answer: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def __post_init__(self) -> None:
        self.may_answer.set()

    def force(self, call: str, status: int, document: Any, **headers: str) -> None:
        """Answer a call ("POST /tests") with this; a dictionary or list becomes JSON, bytes go out as they are."""
        self.forced[call] = (status, document, {name.replace("_", "-"): value for name, value in headers.items()})

    def answer(self, method: str, path: str, key: str, payload: dict[str, Any]) -> tuple[int, Any]:
        """Answer as the real API does."""
        if key != KEY:
            return 403, "This key is not known: check x-api-key"
        if path.endswith("/v1/tests"):
            return self._list(payload)
        name = (payload.get("subjectName", ""), payload.get("testId", ""))
        if name not in self.tests:
            return 404, f"there is no test {name}"
        if method == "GET":
            return 200, self.tests[name]
        if any((sheet["subjectName"], sheet["testId"]) == name for sheet in self.submissions):
            return 409, "already submitted: the first submission stands"
        self.submissions.append(payload)
        return 200, "Thank you: your answers are stored."

    def _list(self, payload: dict[str, Any]) -> tuple[int, Any]:
        if payload["studentId"] != "student01":
            return 400, f"{payload['studentId']} is not on the list of students: ask your trainer"
        done = {(sheet["subjectName"], sheet["testId"]) for sheet in self.submissions}
        left = [name for name in sorted(self.tests) if name not in done]
        subjects = sorted({subject for subject, _ in left})
        ids = {subject: [test for of, test in left if of == subject] for subject in subjects}
        return 200, [{"subject": s, "testIds": ids[s], "due": dict.fromkeys(ids[s], self.due)} for s in subjects]


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for a FakeApi."""

    api: FakeApi
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.respond("GET", {name: values[0] for name, values in query.items()})

    def do_POST(self) -> None:
        self.respond("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def respond(self, method: str, payload: dict[str, Any]) -> None:
        path = urlsplit(self.path).path
        call = f"{method} {path.removeprefix('/api/v1')}"
        self.api.requests.append((call, self.headers.get("x-api-key", "")))
        self.api.may_answer.wait(PATIENCE_SECONDS)
        if call in self.api.forced:
            status, document, headers = self.api.forced[call]
        else:
            status, body = self.api.answer(method, path, self.headers.get("x-api-key", ""), payload)
            document, headers = {"code": status, "body": body}, {}
        raw = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(raw))}.items():
            self.send_header(name, value)
        with suppress(ConnectionError):  # a client that was interrupted meanwhile reads nothing
            self.end_headers()
            self.wfile.write(raw)

    def log_message(self, *_arguments: object) -> None:
        """Keep the output of the tests readable."""


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """A served API with two tests of three questions."""
    fake = FakeApi(
        tests={
            ("linux", "test01"): [question(n, "one", "two", "three") for n in (1, 2, 3)],
            ("python", "test01"): [question(n, "yes", "no") for n in (1, 2, 3)],
        }
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"api": fake}))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Student:
    """A home folder, a PATH, and the client."""

    home: Path
    path: str = os.environ["PATH"]
    client: Path = CLIENT
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.home / ".trainings" / "config"

    @property
    def drafts(self) -> list[Path]:
        return sorted((self.home / ".trainings").glob("draft-*"))

    @property
    def environment(self) -> dict[str, str]:
        base = {
            "HOME": str(self.home),
            "PATH": self.path,
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
            "TMPDIR": str(self.home),
        }
        return {**base, **self.settings}

    def register(self, url: str, key: str = KEY, student: str = "student01") -> None:
        self.config.parent.mkdir(mode=0o700, exist_ok=True)
        self.config.write_text(f"url={url}\nkey={key}\nstudent={student}\n")

    def run(self, typed: str | bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the client with piped answers."""
        done = subprocess.run(
            [str(self.client), *arguments],
            input=typed.encode() if isinstance(typed, str) else typed,
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


class Terminal:
    """The client on a pseudo-terminal: a person who reads until a prompt and types."""

    def __init__(self, student: Student, *arguments: str) -> None:
        self.seen = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(student.home)
            os.execve(student.client, [str(student.client), *arguments], student.environment)

    def expect(self, text: str, *, within: float = PATIENCE_SECONDS) -> str:
        """Read until ``text`` appears; returns everything before it since the last call."""
        end = time.monotonic() + within
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.monotonic()))
            chunk = self._read() if ready else b""
            if not chunk:
                raise AssertionError(f"{text!r} did not appear in {self.seen!r}")
            self.seen += chunk.decode()
        before, _, self.seen = self.seen.partition(text)
        return before

    def _read(self) -> bytes:
        try:
            return os.read(self.master, 65536)
        except OSError:  # Linux says EIO when the other side has gone
            return b""

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self.master, f"{text}\n".encode())

    def press(self, byte: bytes) -> None:
        """Press a key without Enter."""
        os.write(self.master, byte)

    def finish(self) -> int:
        """Read the rest and return the exit code."""
        while chunk := self._read():
            self.seen += chunk.decode()
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End what is still running."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.master)


@pytest.fixture
def student(tmp_path: Path) -> Student:
    """A student with an empty home folder and a copy of the one file that the trainer gave out."""
    home = tmp_path / "home of a student"
    home.mkdir()
    client = shutil.copy(CLIENT, home / "test-time.sh")
    return Student(home, client=Path(client))


@pytest.fixture
def terminal(student: Student) -> Iterator[Callable[..., Terminal]]:
    """Start the client on a terminal of its own."""
    opened: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        opened.append(Terminal(student, *arguments))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


@pytest.fixture
def tools_with(tmp_path: Path) -> Callable[..., str]:
    """Make a PATH that holds the client's few tools and the named ones only."""

    def make(*more: str) -> str:
        folder = tmp_path / "tools"
        folder.mkdir()
        for name in [*NEEDED_TOOLS.split(), *more]:
            found = shutil.which(name, path="/usr/bin:/bin") or shutil.which(name)
            assert found, f"{name} is not installed here"
            (folder / name).symlink_to(found)
        return str(folder)

    return make
