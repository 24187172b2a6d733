from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from embedded.lifecycle.clock import request_of
from embedded.lifecycle.environment import runtimes, server_environment
from embedded.lifecycle.errors import LifecycleError
from embedded.lifecycle.identity import identity
from embedded.lifecycle.processes import fingerprint, stop
from embedded.lifecycle.record import Record, forget_record, read_record, write_record
from embedded.lifecycle.rotation import KEPT, rotate
from embedded.lifecycle.settings import read_settings
from embedded.lifecycle.status import as_text


def own_record(**changes: object) -> Record:
    known = {"pid": os.getpid(), "process": fingerprint(os.getpid()), "port": 4580, "started": "s", "identity": "i"}
    return Record(**{**known, **changes})


def test_settings__come_from_option_before_variable_before_default(tmp_path: Path) -> None:
    variables = {"STACKYARD_LOCAL_PORT": "5001", "STACKYARD_LOCAL_STATE": str(tmp_path)}

    assert read_settings("5002", variables).port == 5002
    assert (read_settings(None, variables).port, read_settings(None, variables).asked) == (5001, True)
    assert (read_settings(None, {}).port, read_settings(None, {}).asked) == (4580, False)
    assert read_settings(None, variables).state == tmp_path


@pytest.mark.parametrize("port", ["http", "80", "65536", "-1", "٤٥٨٠"])
def test_port_that_cannot_be__is_refused_with_what_was_given(port: str) -> None:
    with pytest.raises(LifecycleError, match=f"(?s)from 1024 to 65535.*given: {port}"):
        read_settings(port, {})


def test_record_of_a_living_process__is_believed(tmp_path: Path) -> None:
    write_record(tmp_path, own_record())

    assert read_record(tmp_path) == own_record()


@pytest.mark.parametrize(
    "record",
    [own_record(process="1"), own_record(pid=2**22 + 1), own_record(process="")],
    ids=["pid-reused", "no-such-process", "no-fingerprint"],
)
def test_stale_record__is_no_server(tmp_path: Path, record: Record) -> None:
    write_record(tmp_path, record)

    assert read_record(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "strange": 1}'])
def test_damaged_record__is_no_server(tmp_path: Path, content: str) -> None:
    (tmp_path / "server.json").write_text(content)

    assert read_record(tmp_path) is None


def test_forgotten_record__is_gone_and_may_be_forgotten_twice(tmp_path: Path) -> None:
    write_record(tmp_path, own_record())
    forget_record(tmp_path)
    forget_record(tmp_path)

    assert read_record(tmp_path) is None


def sleeper(program: str) -> tuple[subprocess.Popen[bytes], str]:
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # it is ready
    return process, fingerprint(process.pid)


def test_stop__ends_a_process_and_tells_that_it_went_by_itself() -> None:
    process, known = sleeper("import time; print(flush=True); time.sleep(60)")

    assert stop(process.pid, known, patience=5) is True
    process.wait()


def test_stop_of_a_process_that_ignores_it__kills_it() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    process, known = sleeper(deaf)

    assert stop(process.pid, known, patience=0.2) is False
    assert process.wait() == -9


def test_rotation__keeps_the_last_few_logs(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    for run in range(KEPT + 3):
        log.write_text(f"run {run}")
        rotate(log)

    kept = [(tmp_path / f"server.log.{number}").read_text() for number in range(1, KEPT + 1)]
    assert kept == [f"run {KEPT + 2 - age}" for age in range(KEPT)]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"server.log.{number}" for number in range(1, KEPT + 1)]


def test_rotation_of_an_empty_log__keeps_the_older_ones_in_place(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.touch()
    (tmp_path / "server.log.1").write_text("older")
    rotate(log)

    assert (tmp_path / "server.log.1").read_text() == "older"


def repository(root: Path) -> Path:
    (root / "embedded/lifecycle").mkdir(parents=True)
    (root / "embedded/server.py").write_text("1")
    (root / "embedded/lifecycle/status.py").write_text("1")
    return root


def test_identity__changes_with_the_servers_sources_only(tmp_path: Path) -> None:
    root = repository(tmp_path)
    before = identity(root)
    (root / "embedded/lifecycle/status.py").write_text("2")
    same = identity(root)
    (root / "embedded/server.py").write_text("2")

    assert (same == before, identity(root) == before) == (True, False)


def test_runtimes__are_the_environments_whose_python_can_be_started(tmp_path: Path) -> None:
    for name, mode in (("python3.12", 0o755), ("python3.13", 0o644)):
        python = tmp_path / ".envs" / name / "bin/python"
        python.parent.mkdir(parents=True)
        python.touch(mode)

    assert list(runtimes(tmp_path)) == ["python3.12"]


def test_server_environment__is_built_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "the-developers-own")

    found = server_environment(port=4999, state=tmp_path, root=tmp_path)

    assert "AWS_PROFILE" not in found
    assert (found["BIND_HOST"], found["GATEWAY_PORT"], found["AUTH"]) == ("127.0.0.1", "4999", "true")
    assert json.loads(found["STACKYARD_RUNTIMES"]) == {}


@pytest.mark.parametrize(
    ("words", "request_body"),
    [
        ([], None),
        (["show"], None),
        (["+7d"], {"advance_seconds": 604800}),
        (["+30m"], {"advance_seconds": 1800}),
        (["until", "2026-11-23T23:00"], {"until": "2026-11-23T23:00", "zone": None}),
    ],
)
def test_clock_words__become_a_request(words: list[str], request_body: dict[str, object] | None) -> None:
    assert request_of(words, None) == request_body


@pytest.mark.parametrize("words", [["-7d"], ["+7 days"], ["until"], ["tomorrow"], ["+7d", "+1h"]])
def test_clock_words_that_mean_nothing__are_refused_with_the_forms(words: list[str]) -> None:
    with pytest.raises(LifecycleError, match=r"\+7d \| \+3h"):
        request_of(words, None)


def test_status_of_a_stopped_server__says_how_to_start_it() -> None:
    text = as_text({"running": False, "port": 4580, "state": "/s"})

    assert text.splitlines() == ["stopped", "  state   /s", "  start   bin/local up"]


def test_status_of_a_running_server__is_one_screen_with_its_notices() -> None:
    status = {
        "running": True, "ready": True, "stale": True, "url": "http://127.0.0.1:4580", "pid": 7, "memory_mb": 80,
        "started": "then", "state": "/s", "ministack": "1", "repairs": ["a", "b"], "counts": {"stacks": 2, "queues": 0},
        "clock": {"now": "2026-11-28T08:00:00+00:00", "offset_seconds": 7 * 86400 + 3600.2, "next_due": None},
        "runtimes": {"installed": ["python3.12"], "stand_ins": {"python3.13": "python3.12"}},
    }  # fmt: skip

    text = as_text(status)

    assert "(ahead by 7 d 1 h 0 min)" in text
    assert "holds    2 stacks\n" in text
    assert "functions for python3.13 run on python3.12: install python3.13, then bin/setup" in text
    assert "bin/local up restarts it" in text
    assert len(text.splitlines()) < 20
