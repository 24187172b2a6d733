"""A whole environment for the end-to-end suite: the repository's own commands, and what a tester's hands need.

Runs against the embedded AWS on a free port with state of its own, unless ``STACKYARD_E2E_ENV`` names a cloud one.
``STACKYARD_E2E_PARTITION`` says which AWS that is: ``aws`` (the default) or ``aws-cn``.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from stackyard.settings.environment import environment_settings
from stackyard.target import Target

from tests.patience import PATIENCE_SECONDS, eventually
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
EMBEDDED = {"aws": "local", "aws-cn": "local-cn"}
"""Environments of the embedded AWS by their partition."""
PARTITION = os.environ.get("STACKYARD_E2E_PARTITION") or "aws"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers, and the body as JSON where it is JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Environment:
    """An environment by name; ``settings`` are the variables that every command of it is started with.

    ``root`` is the checkout whose commands are run.
    """

    name: str
    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    root: Path = ROOT

    @classmethod
    def embedded(cls, folder: Path, root: Path = ROOT) -> Environment:
        """Make an environment on an embedded AWS of its own; nothing is started yet."""
        home = folder / "home"
        home.mkdir(parents=True)
        settings = {
            "STACKYARD_LOCAL_PORT": str(free_port()),
            "STACKYARD_LOCAL_STATE": str(folder / "state"),
            "STACKYARD_LOCAL_PARTITION": PARTITION,
            "HOME": str(home),
        }
        return cls(EMBEDDED[PARTITION], home, settings, root)

    def begin_on_a_tuesday(self) -> None:
        """Start it on the next Tuesday, so that no deadline passes while tests run: all are on Mondays at 23:00."""
        now = datetime.now(UTC)
        tuesday = now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=(1 - now.weekday()) % 7 or 7)
        self.run("bin/local", "up")
        self.run("bin/local", "clock", "until", tuesday.isoformat())

    def kill_server(self) -> None:
        """Kill (-9) the embedded AWS, and wait until it is gone: on a busy machine that takes its time."""
        os.kill(self.server_pid, signal.SIGKILL)
        eventually(lambda: not json.loads(self.run("bin/local", "status", "--json").stdout)["running"])

    @contextmanager
    def server_held(self) -> Iterator[None]:
        """Let nothing happen on the embedded AWS during the block: whoever asks it for anything waits."""
        pid = self.server_pid
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    @property
    def server_pid(self) -> int:
        """The process of the embedded AWS."""
        return int(json.loads(self.run("bin/local", "status", "--json").stdout)["pid"])

    @property
    def variables(self) -> dict[str, str]:
        """The whole process environment of a command."""
        return {**os.environ, **self.settings}

    def run(
        self, *command: str, stdin: str = "", check: bool = True, timeout: float = 1200
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the repository; with ``check`` a failure shows everything it printed."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.variables,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)} → {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def playbook(self, verb: str, *extra: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one playbook of the kit for this environment."""
        options = [word for value in extra for word in ("-e", value)]
        return self.run(
            str(self.root / ".venv/bin/ansible-playbook"),
            f"playbooks/{verb}.yml",
            "-e",
            f"env={self.name}",
            *options,
            check=check,
        )

    @property
    def is_embedded(self) -> bool:
        """Whether it is on the embedded AWS, whose clock can be moved and which may be harmed."""
        return self.name in EMBEDDED.values()

    @cached_property
    def target(self) -> Target:
        """The environment's target, resolved the way the clients do it."""
        with self._variables_set():
            return Target.load(self.name)

    def setting(self, name: str) -> Any:
        """A setting of the environment, resolved the same way."""
        with self._variables_set():
            return environment_settings(self.name, [name])[name]

    @contextmanager
    def _variables_set(self) -> Iterator[None]:
        before = dict(os.environ)
        os.environ.update(self.settings)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def outputs(self, system: str, stack: str) -> dict[str, str]:
        """Outputs of a deployed stack."""
        found = self.target.client("cloudformation").describe_stacks(StackName=self.target.stack_name(system, stack))
        return {one["OutputKey"]: one["OutputValue"] for one in found["Stacks"][0].get("Outputs", [])}

    def student(self, student: str) -> Student:
        """Take a student's place: the API's URL and this student's key, from the client the trainer uses."""
        text = self.run("bin/pull-api-config.sh", self.name, student).stdout
        url = re.search(r"^API Endpoint URL: (\S+)$", text, re.M)
        key = re.search(r"^API Key: (\S+)$", text, re.M)
        assert url is not None, text
        assert key is not None, text
        return Student(student, url[1], key[1], self)

    def mails(self) -> list[dict[str, Any]]:
        """What the embedded AWS has sent so far."""
        listed = json.loads(self.run("bin/mailbox", "--json").stdout)
        assert isinstance(listed, list)
        return listed

    def control(self, method: str, path: str, document: Any = None) -> Any:
        """Call a control endpoint of the embedded AWS."""
        url = f"{self.target.endpoint_url}/_stackyard{path}"
        return call(method, url, json.dumps(document).encode() if document is not None else None).body


@dataclass(frozen=True)
class Student:
    """A student at the API."""

    name: str
    url: str
    key: str
    environment: Environment

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Call the API with the student's key; ``body`` may be raw bytes or a JSON document."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        return call(method, f"{self.url}/api{path}", data, {"x-api-key": self.key, **(headers or {})})

    def open_tests(self, **more: Any) -> Answer:
        return self.call("POST", "/v1/tests", {"studentId": self.name, **more})

    def questions(self, subject: str, test: str) -> Answer:
        return self.call("GET", f"/v1/test?subjectName={subject}&testId={test}")

    def submit(self, subject: str, test: str, answers: Any, **changes: Any) -> Answer:
        sheet = {"subjectName": subject, "testId": test, "studentId": self.name, "testResult": answers}
        return self.call("POST", "/v1/test", {**sheet, **changes})


def call(method: str, url: str, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """One HTTP call; every status is an answer, none an exception."""
    request = urllib.request.Request(url, data=data, method=method, headers=dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
            return _answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.headers, error.read())


def _answer(status: int, headers: Any, text: bytes) -> Answer:
    try:
        body = json.loads(text)
    except ValueError:
        body = text.decode("utf-8", "replace")
    return Answer(status, {name.lower(): value for name, value in headers.items()}, body)
