"""Starting and stopping the server, whatever state the last one was left in."""

from __future__ import annotations

import datetime as dt
import fcntl
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from embedded.lifecycle import api, rotation
from embedded.lifecycle.environment import ROOT, server_environment
from embedded.lifecycle.errors import LifecycleError
from embedded.lifecycle.identity import identity
from embedded.lifecycle.processes import Progress, fingerprint, listener, lock_holder, stop
from embedded.lifecycle.record import Record, forget_record, read_record, write_record
from embedded.lifecycle.settings import Settings
from embedded.partition import DEFAULT

BUSY_SECONDS = 300.0  # that a server may be at work without an answer: a busy machine takes its time
IDLE_SECONDS = 10.0  # in which a server neither answers nor works, although it could: it is stuck
STOP_SECONDS = 30.0
ALREADY_STOPPED = "the embedded AWS is already stopped"
_PYTHON = ROOT / ".envs/embedded/bin/python"
# What a server keeps in its state folder; `reset` removes nothing else, wherever the folder may point.
_STATE = ("saved", "services", "s3", "tmp")


def up(settings: Settings) -> str:
    """Makes a server run and ready; returns what to tell. LifecycleError when that cannot be."""
    with _exclusively(settings.state):
        record = read_record(settings.state)
        if record is None:
            _stop_orphan(settings.state)
            return _start(settings, identity())
        if settings.asked and settings.port != record.port:
            raise LifecycleError(
                f"the embedded AWS of {settings.state} runs on port {record.port} already",
                given=f"port {settings.port}",
                remedy="bin/local down, then the same command again",
            )
        return _keep_or_restart(replace(settings, port=record.port), record)


def _keep_or_restart(settings: Settings, record: Record) -> str:
    current = identity()
    if record.identity != current:
        _stop(settings.state, record)
        return "its sources have changed: restarted\n" + _start(settings, current)
    if not _answers(record):
        _stop(settings.state, record)
        return "it did not answer: restarted\n" + _start(settings, current)
    return f"the embedded AWS{_other(settings)} is already running at {settings.url} (process {record.pid})"


def _answers(record: Record) -> bool:
    """Whether it answers: one that works is only busy, and others are at work in it, so it is waited for.

    It has to be found idle twice: it may have been held up between the beginning and the end of the first look.
    """
    progress, was_idle, look = Progress(record.pid), False, IDLE_SECONDS / 2
    for _ in range(int(BUSY_SECONDS / look)):
        if _wait_until_ready(record, look):
            return True
        is_idle = progress.is_idle()
        if (was_idle and is_idle) or not record.alive:
            return False
        was_idle = is_idle
    return False


def _other(settings: Settings) -> str:
    """Names the partition, unless it is the one that everybody expects."""
    return "" if settings.partition == DEFAULT else f" ({settings.partition.name})"


def down(settings: Settings, *, unsaved: bool = False) -> str:
    """Stops the server once its state is saved; returns what to tell. `unsaved`: nobody needs the state any more.

    LifecycleError, and the server goes on, when it cannot save (a full disk).
    """
    with _exclusively(settings.state):
        record = read_record(settings.state)
        if record is None:
            forget_record(settings.state)
            return "the embedded AWS is stopped" if _stop_orphan(settings.state) else ALREADY_STOPPED
        if not unsaved:
            _save(record)
        clean = _stop(settings.state, record)
    return "the embedded AWS is stopped" + ("" if clean else " (by force: it did not end by itself)")


def reset(settings: Settings) -> str:
    """Forgets everything in the account and the clock; a running server runs again afterwards, empty."""
    running = read_record(settings.state)
    down(settings, unsaved=True)
    with _exclusively(settings.state):
        for name in _STATE:
            shutil.rmtree(settings.state / name, ignore_errors=True)
    told = "the embedded AWS is empty again"
    return f"{told}\n{up(replace(settings, port=running.port))}" if running else told


@contextmanager
def _exclusively(state: Path) -> Iterator[None]:
    """Two commands at once take turns."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = (state / "command.lock").open("w")
    except OSError as error:
        raise LifecycleError(
            f"the state folder cannot be written: {error.strerror}",
            given=str(state),
            remedy="set STACKYARD_LOCAL_STATE to a folder of yours",
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(settings: Settings, sources: str) -> str:
    _refuse_taken_port(settings)
    if not _PYTHON.exists():
        raise LifecycleError("the embedded AWS is not set up", given=str(_PYTHON), remedy="bin/setup")
    began = time.monotonic()
    process = _spawn(settings)
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    record = Record(
        process.pid, fingerprint(process.pid), settings.port, now, sources, partition=settings.partition.name
    )
    write_record(settings.state, record)
    if not _answers(record):
        process.poll()
        _stop(settings.state, record)
        raise LifecycleError(f"the embedded AWS did not start\n{_last_lines(settings.log)}", remedy="bin/local logs")
    write_record(settings.state, replace(record, smtp_port=_smtp_port(record)))
    took = f"{time.monotonic() - began:.1f} s"
    return f"the embedded AWS{_other(settings)} runs at {settings.url} (process {process.pid}, {took})"


def _smtp_port(record: Record) -> int:
    """Where the server takes mail by SMTP, which it may have chosen itself."""
    told = (api.describe(record.port, timeout=BUSY_SECONDS) or {}).get("smtp") or {}
    return int(told.get("port", 0))


def _spawn(settings: Settings) -> subprocess.Popen[bytes]:
    (settings.state / "tmp").mkdir(exist_ok=True)
    rotation.rotate(settings.log)
    with settings.log.open("ab") as log:
        return subprocess.Popen(
            [_PYTHON, "-m", "embedded.server"],
            cwd=ROOT,
            # Strict: what a template asks for and nothing here reads fails by name (repairs/unread_properties).
            env=_environment(settings) | {"STACKYARD_STRICT": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal is not meant for the server
        )


def _environment(settings: Settings) -> dict[str, str]:
    return server_environment(
        port=settings.port, state=settings.state, partition=settings.partition, smtp_port=settings.smtp_port
    )


def _wait_until_ready(record: Record, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and record.alive:
        found = api.describe(record.port, timeout=patience)
        if found and found["pid"] == record.pid:
            return True
        time.sleep(0.03)
    return False


def _save(record: Record) -> None:
    if not _answers(record):
        return  # one that does not answer is stopped all the same
    try:
        api.call(record.port, "POST", "/save", timeout=BUSY_SECONDS)
    except LifecycleError as error:
        raise LifecycleError(
            f"the embedded AWS cannot save its state and goes on running: {error.problem}",
            remedy="free room on the disk, then bin/local down again; bin/local reset gives the state up",
        ) from error
    except (OSError, ValueError):
        return  # it has just ended


def _stop(state: Path, record: Record) -> bool:
    clean = stop(record.pid, record.process, STOP_SECONDS)
    forget_record(state)
    return clean


def _stop_orphan(state: Path) -> bool:
    """Stops a server that lost its record, because the command that started it was interrupted at the wrong moment."""
    holder = lock_holder(state / "server.lock")
    if holder is None:
        return False
    stop(holder, fingerprint(holder), STOP_SECONDS)
    return True


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections in TIME_WAIT are no listeners
        try:
            probe.bind(("127.0.0.1", settings.port))
        except OSError as error:
            other = settings.port + 10  # the next ones belong to the other partitions
            raise LifecycleError(
                f"port {settings.port} is taken by {listener(settings.port)}",
                given=f"port {settings.port}",
                remedy=f"stop it, or export STACKYARD_LOCAL_PORT={other} (only once: bin/local up --port {other})",
            ) from error


def _last_lines(log: Path) -> str:
    with suppress(OSError):
        return "\n".join(f"  | {line}" for line in log.read_text(errors="replace").splitlines()[-12:])
    return ""
