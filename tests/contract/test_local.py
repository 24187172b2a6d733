"""`bin/local` with a real server: whatever the last one left behind, the same command ends well."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embedded.lifecycle.environment import ROOT
from embedded.lifecycle.identity import identity
from embedded.lifecycle.processes import fingerprint
from embedded.lifecycle.record import Record, forget_record, write_record
from embedded.lifecycle.service import IDLE_SECONDS
from tests.contract.embedded_server import EmbeddedServer
from tests.patience import PATIENCE_SECONDS, eventually
from tests.ports import free_port


class Local:
    """`bin/local` of a state folder and port of its own."""

    def __init__(self, state: Path, port: int, **more: str) -> None:
        self.state, self.port = state, port
        settings = {"STACKYARD_LOCAL_STATE": str(state), "STACKYARD_LOCAL_PORT": str(port), **more}
        self.environment = {**os.environ, **settings}

    def __call__(self, *words: str) -> str:
        done = self.attempt(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def attempt(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(ROOT / ".venv/bin/python"), "-m", "embedded.lifecycle", *words]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=3 * PATIENCE_SECONDS,  # it has a patience of its own, with the old server and with the new one
        )

    @property
    def record(self) -> dict[str, Any]:
        return json.loads((self.state / "server.json").read_text())

    @property
    def pid(self) -> int:
        return int(self.record["pid"])

    def status(self) -> dict[str, Any]:
        return json.loads(self("status", "--json"))


def kill(pid: int) -> None:
    """Kill a process, and wait until it is gone: on a busy machine that takes its time."""
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not fingerprint(pid), "the end of a killed process")


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    local = Local(tmp_path / "state", free_port())
    yield local
    local("down")


def test_up_twice__keeps_the_same_server(local: Local) -> None:
    local("up")
    pid = local.pid

    told = local("up")

    assert told.startswith("the embedded AWS is already running at")
    assert local.pid == pid


def test_killed_server__is_started_again(local: Local) -> None:
    local("up")
    kill(local.pid)

    assert local.status()["running"] is False
    local("up")

    assert local.status()["ready"] is True


def test_record_that_names_another_process__is_not_believed_and_that_process_lives_on(local: Local) -> None:
    local.state.mkdir()
    stale = {"pid": os.getpid(), "process": "1", "port": local.port, "started": "", "identity": ""}
    (local.state / "server.json").write_text(json.dumps(stale))

    local("up")

    assert local.pid != os.getpid()


def test_taken_port__is_refused_with_the_process_and_what_to_type(local: Local) -> None:
    with socket.create_server(("127.0.0.1", local.port)):
        done = local.attempt("up")

    assert done.returncode == 1
    assert f"port {local.port} is taken by process {os.getpid()}" in done.stderr
    assert f"bin/local up --port {local.port + 10}" in done.stderr


def test_up_on_another_port_than_the_running_one__says_so(local: Local) -> None:
    local("up")

    done = local.attempt("up", "--port", str(local.port + 1))

    assert done.returncode == 1
    assert f"runs on port {local.port} already" in done.stderr


def test_server_of_older_sources__is_restarted(local: Local) -> None:
    local("up")
    pid = local.pid
    record = json.loads((local.state / "server.json").read_text())
    (local.state / "server.json").write_text(json.dumps({**record, "identity": "older"}))

    told = local("up")

    assert told.startswith("its sources have changed: restarted")
    assert local.pid != pid


def test_process_that_never_answers__is_replaced(local: Local) -> None:
    with subprocess.Popen(["sleep", "infinity"]) as stuck:
        local.state.mkdir()
        record = Record(stuck.pid, fingerprint(stuck.pid), local.port, "", identity())
        write_record(local.state, record)

        told = local("up")

    assert told.startswith("it did not answer: restarted")


BUSY = """
import http.server, json, os, sys, time
end = time.monotonic() + 1.5 * float(sys.argv[2])
while time.monotonic() < end:
    pass
class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"pid": os.getpid()}).encode())
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answering).serve_forever()
"""


def test_server_that_is_busy__is_waited_for(local: Local) -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY, str(local.port), str(IDLE_SECONDS)]) as busy:
        try:
            local.state.mkdir()
            write_record(local.state, Record(busy.pid, fingerprint(busy.pid), local.port, "", identity()))

            told = local("up")

            assert told.startswith("the embedded AWS is already running at")
            assert busy.poll() is None
        finally:
            forget_record(local.state)
            busy.kill()


def test_server_that_lost_its_record__is_replaced(local: Local) -> None:
    local("up")
    orphan = local.pid
    (local.state / "server.json").unlink()

    local("up")

    assert local.pid != orphan
    assert fingerprint(orphan) == ""


def test_down__stops_a_server_that_lost_its_record(local: Local) -> None:
    local("up")
    orphan = local.pid
    (local.state / "server.json").unlink()

    assert local("down") == "the embedded AWS is stopped\n"
    assert fingerprint(orphan) == ""


def test_two_servers__never_share_a_state_folder(local: Local) -> None:
    local("up")

    with pytest.raises(AssertionError, match=f"process {local.pid} already serves {local.state}"):
        EmbeddedServer(local.state).start()


def test_reset__empties_the_account_and_keeps_it_running(local: Local) -> None:
    local("up")
    local("clock", "+7d")

    local("reset")

    status = local.status()
    assert status["ready"] is True
    assert status["clock"]["offset_seconds"] == 0


def test_clock__moves_and_tells_the_new_time(local: Local) -> None:
    local("up")

    assert local("clock", "until", "2037-01-05T23:00", "--zone", "Europe/Warsaw").startswith(
        "it is 2037-01-05T22:00:00"
    )


def test_clock_of_a_stopped_server__says_how_to_start_it(local: Local) -> None:
    done = local.attempt("clock", "+7d")

    assert done.returncode == 1
    assert "remedy: bin/local up" in done.stderr


def test_down__stops_it_cleanly_and_twice_is_no_error(local: Local) -> None:
    local("up")
    pid = local.pid

    assert local("down") == "the embedded AWS is stopped\n"
    assert local("down") == "the embedded AWS is already stopped\n"
    assert fingerprint(pid) == ""


def test_damaged_state__is_refused_by_name_and_kept_until_it_is_reset(local: Local) -> None:
    local("up")
    local("down")
    (local.state / "saved/current").write_text("damaged")
    documents = sorted(str(path) for path in (local.state / "saved").rglob("*.json"))

    refused = local.attempt("up")

    assert refused.returncode == 1
    assert f"the saved state in {local.state}/saved is damaged" in refused.stderr
    assert "to begin with an empty account: bin/local reset" in refused.stderr
    assert sorted(str(path) for path in (local.state / "saved").rglob("*.json")) == documents
    local("reset")
    assert "runs at" in local("up")


def test_partitions__run_side_by_side_each_with_its_own_folder_and_port(local: Local, tmp_path: Path) -> None:
    china = Local(tmp_path / "china", free_port(), STACKYARD_LOCAL_PARTITION="aws-cn")

    try:
        assert local("up").startswith("the embedded AWS runs at")
        assert china("up").startswith("the embedded AWS (aws-cn) runs at")
        assert (local.status()["partition"], local.status()["region"]) == ("aws", "eu-central-1")
        assert (china.status()["partition"], china.status()["region"]) == ("aws-cn", "cn-north-1")
        assert (local.record["partition"], china.record["partition"]) == ("aws", "aws-cn")
        assert "is       aws-cn, cn-north-1" in china("status")
    finally:
        china("down")
    assert local.status()["running"]


def test_state_of_one_partition__is_refused_to_another_and_says_itself_which_it_is(tmp_path: Path) -> None:
    china = Local(tmp_path / "state", free_port())
    try:
        china("up", "--partition", "aws-cn")

        refused = china.attempt("status", "--partition", "aws")

        assert refused.returncode == 1
        assert "this state folder belongs to aws-cn" in refused.stderr
        assert "remedy: --partition aws-cn, or another folder in STACKYARD_LOCAL_STATE" in refused.stderr
        assert china.status()["partition"] == "aws-cn"
    finally:
        china("down")
    assert "(aws-cn) runs" in china("up")
    china("down")


def test_port_of_the_relay__is_noted_and_stays_the_same(local: Local) -> None:
    local("up")
    before = local.record["smtp_port"]
    local("down")

    local("up")

    assert before == local.record["smtp_port"] == local.status()["smtp"]["port"]


def test_port_of_the_relay_that_was_asked_for__is_used_and_refused_when_it_is_taken(tmp_path: Path) -> None:
    wanted = free_port()
    local = Local(tmp_path / "state", free_port(), STACKYARD_LOCAL_SMTP_PORT=str(wanted))
    with socket.create_server(("127.0.0.1", wanted)):
        refused = local.attempt("up")
    try:
        local("up")

        assert f"the relay's port is taken; given: STACKYARD_LOCAL_SMTP_PORT={wanted}" in refused.stderr
        assert local.record["smtp_port"] == wanted
    finally:
        local("down")


def obstruct(file: Path, patience: float = PATIENCE_SECONDS) -> None:
    """Put a folder where the server writes a file; in the instant in which it does, try again."""
    deadline = time.monotonic() + patience
    while True:
        try:
            file.mkdir()
        except FileExistsError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return


def test_state_that_cannot_be_saved__keeps_the_server_up_until_it_can(local: Local) -> None:
    local("up")
    obstacle = local.state / "saved/current.new"
    obstruct(obstacle)  # where the pointer is written: no set can become the current one, as on a full disk
    local.attempt("clock", "+1h")

    refused = local.attempt("down")

    assert refused.returncode == 1
    assert "cannot save its state and goes on running" in refused.stderr
    assert local.status()["ready"]
    obstacle.rmdir()
    assert "is stopped" in local("down")
