"""How long a function takes to start: from the birth of its process until the runtime client asks for the first event.

The process is what the embedded AWS starts, too: AWS's runtime client on the runtime's own Python, the function's
folder and its layers on the path, no bytecode written, since on Lambda these folders cannot be written to. After its
start the function is called once, so that a fast start of something that does not work is not taken for a success.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from embedded.repairs.runtime_client.environment import function_environment, import_paths

_LAUNCHER = Path("embedded/repairs/runtime_client/launcher/bootstrap")
_STARTS_WITHIN_SECONDS = 60
_NOBODY = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_SESSION_TOKEN": "none"}


@dataclass(frozen=True)
class Unpacked:
    """A function on disk as Lambda lays it out: its task root and its layers, first to last."""

    task: Path
    layers: Sequence[Path] = ()


def unpack(content: bytes, into: Path) -> Path:
    """Unpack an artifact, every file as old as the archive says."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            path = Path(archive.extract(member, into))
            moment = time.mktime((*member.date_time, 0, 0, -1))
            os.utime(path, (moment, moment))
    return into


def start_seconds(
    function: Unpacked, root: Path, runtime: str, event: Mapping[str, Any], settings: Mapping[str, str] | None = None
) -> float:
    """Start a function once and call it once; gives the seconds of the start.

    ``settings`` are its environment variables. ``root`` is a repository that ``bin/setup`` has prepared. Raises
    ``RuntimeError`` when the function does not work.
    """
    with _runtime_api(event) as api:
        port = int(api.server_address[1])
        environment = function_environment(
            {
                "FunctionName": "bench",
                "Handler": "handler.handler",
                "MemorySize": 1024,
                "Runtime": runtime,
                "Environment": {"Variables": dict(settings or {})},
            },
            credentials=_NOBODY,
            region="eu-central-1",
            endpoint="http://127.0.0.1:9",
            runtime_api=f"127.0.0.1:{port}",
            task_root=str(function.task),
            log_stream="bench",
        )
        paths = {
            "STACKYARD_PYTHON": str(root / ".envs" / runtime / "bin/python"),
            "STACKYARD_FUNCTION_PATHS": import_paths(
                str(function.task), [str(layer) for layer in function.layers], runtime
            ),
        }
        born = time.perf_counter()
        process = subprocess.Popen(
            [root / _LAUNCHER], env=environment | paths, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            answered = api.answered.wait(_STARTS_WITHIN_SECONDS)
        finally:
            process.kill()
            output, _ = process.communicate()
        if not answered or api.failure:
            raise RuntimeError(f"{function.task}: {api.failure or 'no answer'}\n{output.decode(errors='replace')}")
        return api.asked_at - born


class _RuntimeApi(ThreadingHTTPServer):
    """The runtime API for one event: notes when it is asked for, and whether it was answered."""

    daemon_threads = True

    def __init__(self, event: Mapping[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.event = json.dumps(event).encode()
        self.asked_at = 0.0
        self.failure = ""
        self.answered = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Only the function leaves in the middle of a request: it has answered and is killed."""


class _Requests(BaseHTTPRequestHandler):
    server: _RuntimeApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Hand the event out, once; then keep whoever asks waiting, as Lambda does."""
        moment = time.perf_counter()
        if self.server.asked_at:
            self.server.answered.wait()
            return
        self.server.asked_at = moment
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "bench")
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:000000000000:function:b")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + _STARTS_WITHIN_SECONDS) * 1000)))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.server.event)))
        self.end_headers()
        self.wfile.write(self.server.event)

    def do_POST(self) -> None:
        """Take the answer, or the reason why there is none."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.path.endswith("/response"):
            self.server.failure = body.decode(errors="replace")
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.answered.set()

    def log_message(self, *_: Any) -> None:
        """Keep quiet: the table is what this program prints."""


@contextmanager
def _runtime_api(event: Mapping[str, Any]) -> Iterator[_RuntimeApi]:
    api = _RuntimeApi(event)
    thread = threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        api.shutdown()
        api.server_close()
        thread.join()
