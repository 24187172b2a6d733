"""A small gearbox on loopback, with its bucket, and two ways to run the client: in a pipe and on a terminal."""

from __future__ import annotations

import email
import email.policy
import fcntl
import hashlib
import itertools
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[3]
CLIENT = ROOT / "bin" / "gearbox.sh"
KEY = "k3y-of-operator-0123456789"
XML = "<?xml version='1.0'?><Error><Code>{}</Code><Message>{}</Message></Error>"


@dataclass
class Forced:
    """An answer that a call is told to give instead, ``times`` times."""

    status: int
    document: Any
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1_000_000


@dataclass
class FakeGearbox:
    """Files by name as the API would tell of them, their contents, and what was asked."""

    url: str = ""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    forced: dict[str, Forced] = field(default_factory=dict)
    looks_until_ready: int = 1
    outcomes: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 100
    delay: float = 0.0
    answered: int = sys.maxsize  # requests that are answered at once; the others once they may be
    may_answer: threading.Event = field(default_factory=threading.Event)
    _versions: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def force(self, call: str, status: int, document: Any, *, times: int = 1_000_000, **headers: str) -> None:
        """Answer a call ("GET /v1/files") with this; dictionaries become JSON, bytes go out as they are."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.forced[call] = Forced(status, document, named, times)

    def add(self, key: str, state: str = "ready", **more: Any) -> dict[str, Any]:
        """Let the catalogue know a file."""
        file = {
            "file_id": id_of(key),
            "key": key,
            "state": state,
            "kind": "text",
            "size": 12,
            "received_at": f"2026-11-21T15:04:{len(self.files) % 60:02}.000000Z",
            **more,
        }
        self.files[key] = file
        return file

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        """Answer a call with a good key as the API does."""
        if (method, path) == ("POST", "/v1/files"):
            return self._grant(json.loads(body))
        if path == "/v1/stats":
            return 200, {"states": self._counts("state"), "kinds": self._counts("kind")}
        if path == "/v1/files":
            return self._list(query)
        file = next((one for one in self.files.values() if path == f"/v1/files/{one['file_id']}"), None)
        if file is None:
            return problem(404, "There is no file of that id.")
        if method == "DELETE":
            file["state"] = "removed"
            return 202, {"file_id": file["file_id"], "key": file["key"]}
        self._go_on(file)
        return 200, {name: value for name, value in file.items() if name != "looks"}

    def _grant(self, asked: dict[str, Any]) -> tuple[int, Any]:
        self.asked.append(asked)
        key = asked["name"]
        fields = {"key": key, "Content-Type": asked["type"], "policy": 'a "quoted" \\ one', "size": str(asked["size"])}
        upload = {"url": f"{self.url}/bucket", "fields": fields, "expires_at": "2026-11-21T15:19:05Z"}
        return 201, {"file_id": id_of(key), "key": key, "upload": upload}

    def take(self, form: dict[str, bytes]) -> tuple[int, bytes, dict[str, str]]:
        """Take a form as S3 does."""
        key, content = form["key"].decode(), form["file"]
        if len(content) != int(form["size"]):
            code = "EntityTooLarge" if len(content) > int(form["size"]) else "EntityTooSmall"
            return 400, XML.format(code, "Your proposed upload is of another size").encode(), {}
        self.contents[key] = content
        etag = hashlib.md5(content, usedforsecurity=False).hexdigest()
        version = f"version{next(self._versions)}"
        self.add(key, "received", etag=etag, version_id=version, looks=self.looks_until_ready)
        return 204, b"", {"ETag": f'"{etag}"', "x-amz-version-id": version}

    def _go_on(self, file: dict[str, Any]) -> None:
        """A file that was sent is examined after some looks at it."""
        if "looks" in file:
            file["looks"] -= 1
            if file["looks"] <= 0:
                del file["looks"]
                file |= self.outcomes.get(file["key"], {"state": "ready"})

    def _counts(self, name: str) -> dict[str, int]:
        values = [file[name] for file in self.files.values()]
        return {value: values.count(value) for value in sorted(set(values))}

    def _list(self, query: dict[str, str]) -> tuple[int, Any]:
        wanted = {name: query[name] for name in ("state", "kind") if name in query}
        found = [file for file in self.files.values() if wanted.items() <= file.items()]
        for file in found:
            self._go_on(file)
        start, most = int(query.get("cursor", 0)), min(int(query["limit"]), self.page)
        rest = {"cursor": str(start + most)} if len(found) > start + most else {}
        return 200, {"files": found[start : start + most], **rest}


def id_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def problem(status: int, detail: str, **more: Any) -> tuple[int, Any]:
    return status, {"type": "about:blank", "title": "Refused", "status": status, "detail": detail, **more}


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for a FakeGearbox."""

    gearbox: FakeGearbox
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.respond()

    def do_POST(self) -> None:
        self.respond()

    def do_DELETE(self) -> None:
        self.respond()

    def respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        call = f"{self.command} {url.path.removeprefix('/api')}"
        self.gearbox.requests.append(f"{call}?{url.query}" if url.query else call)
        time.sleep(self.gearbox.delay)
        if len(self.gearbox.requests) > self.gearbox.answered:
            self.gearbox.may_answer.wait(PATIENCE_SECONDS)
        forced = self.gearbox.forced.get(call)
        if forced and forced.times > 0:
            forced.times -= 1
            status, document, headers = forced.status, forced.document, forced.headers
        elif url.path == "/bucket":
            status, document, headers = self.gearbox.take(self.form(body))
        else:
            status, document = self.of_api(url.path.removeprefix("/api"), url.query, body)
            headers = {}
        self.send(status, document if isinstance(document, bytes) else json.dumps(document).encode(), headers)

    def of_api(self, path: str, query: str, body: bytes) -> tuple[int, Any]:
        if self.headers.get("x-api-key") != KEY:
            return problem(403, "You may not make this call.")
        named = {name: values[0] for name, values in parse_qs(query).items()}
        return self.gearbox.answer(self.command, path, named, body)

    def form(self, body: bytes) -> dict[str, bytes]:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
        named = ((part.get_param("name", header="content-disposition"), part) for part in message.walk())
        return {str(name): bytes(part.get_payload(decode=True)) for name, part in named if name}

    def send(self, status: int, raw: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(raw))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_arguments: object) -> None:
        """Keep the output of the tests readable."""


@pytest.fixture
def gearbox() -> Iterator[FakeGearbox]:
    """A served gearbox without files."""
    fake = FakeGearbox()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"gearbox": fake}))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Done:
    """How a run of the client ended."""

    code: int
    out: str
    err: str


@dataclass
class Client:
    """The client in a folder, with a file that says where the API is."""

    folder: Path
    settings: dict[str, str]

    def write(self, name: str | bytes, content: bytes = b"content") -> str | bytes:
        """Put a file beside it, and give its name."""
        (Path(os.fsdecode(self.folder)) / os.fsdecode(name)).write_bytes(content)
        return name

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return {**kept, "TERM": "xterm", "LC_ALL": "C.UTF-8", "TZ": "UTC", **self.settings}

    def run(self, *arguments: str | bytes) -> Done:
        """Run it in a pipe."""
        done = subprocess.run(
            [CLIENT, *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


class Terminal:
    """The client on a pseudo-terminal of ``columns``."""

    def __init__(self, client: Client, *arguments: str, columns: int = 80) -> None:
        self.seen = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(client.folder)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.execve(CLIENT, [str(CLIENT), *arguments], client.environment)

    def expect(self, text: str, *, within: float = PATIENCE_SECONDS) -> None:
        """Read until ``text`` has appeared."""
        end = time.monotonic() + within
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], max(0.0, end - time.monotonic()))
            chunk = self._read() if ready else b""
            if not chunk:
                raise AssertionError(f"{text!r} did not appear in {self.seen!r}")
            self.seen += chunk.decode()

    def press(self, byte: bytes) -> None:
        """Press a key."""
        os.write(self.master, byte)

    def finish(self) -> int:
        """Read the rest and return the exit code."""
        while chunk := self._read():
            self.seen += chunk.decode()
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    @property
    def lines(self) -> list[str]:
        """Everything seen, without colours, as lines of which none was drawn over."""
        return re.split(r"\r\n|\r|\n", re.sub(r"\x1b\[\d*m", "", self.seen))

    def close(self) -> None:
        """End what is still running."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.master)

    def _read(self) -> bytes:
        try:
            return os.read(self.master, 65536)
        except OSError:  # Linux says EIO when the other side has gone
            return b""


@pytest.fixture
def client(tmp_path: Path, gearbox: FakeGearbox) -> Client:
    """A client that knows the gearbox, in a folder with an awkward name."""
    folder = tmp_path / "my files"
    folder.mkdir()
    config = tmp_path / "config"
    config.write_text(f"API Endpoint URL: {gearbox.url}\nAPI Key: {KEY}\n")
    return Client(folder, {"GEARBOX_CONFIG": str(config), "TMPDIR": str(tmp_path)})


@pytest.fixture
def terminal(client: Client) -> Iterator[Callable[..., Terminal]]:
    """Start the client on a terminal of its own."""
    opened: list[Terminal] = []

    def start(*arguments: str, columns: int = 80) -> Terminal:
        opened.append(Terminal(client, *arguments, columns=columns))
        return opened[-1]

    yield start
    for one in opened:
        one.close()
