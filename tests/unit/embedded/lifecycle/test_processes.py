from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from embedded.lifecycle.processes import (
    Progress,
    fingerprint,
    kill_children,
    listener,
    lock_holder,
    memory_mb,
    stop,
    worked_seconds,
)
from tests.patience import PATIENCE_SECONDS, eventually


def sleeper(program: str) -> tuple[subprocess.Popen[bytes], str]:
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # it is ready
    return process, fingerprint(process.pid)


def test_stop__ends_a_process_and_tells_that_it_went_by_itself() -> None:
    process, known = sleeper("import time; print(flush=True); time.sleep(3600)")

    assert stop(process.pid, known, patience=PATIENCE_SECONDS) is True
    process.wait()


def test_stop_of_a_process_that_ignores_it__kills_it() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(3600)"
    process, known = sleeper(deaf)

    assert stop(process.pid, known, patience=0.2) is False
    assert process.wait() == -9


def test_children_of_a_process__end_with_it_and_nobody_else_does() -> None:
    other, known = sleeper("import time; print(flush=True); time.sleep(3600)")
    begins = "import subprocess as s, sys; print(s.Popen(['sleep', '3600'], stdout=s.DEVNULL).wait(), flush=True)"
    parent = subprocess.Popen([sys.executable, "-c", begins], stdout=subprocess.PIPE)
    assert parent.stdout is not None

    while parent.poll() is None:  # until it has begun something
        kill_children(parent.pid)
        time.sleep(0.02)

    assert parent.stdout.read() == b"-9\n"
    assert fingerprint(other.pid) == known
    other.kill()
    other.wait()


def test_fingerprint_of_no_process__is_empty() -> None:
    assert fingerprint(2**22 + 1) == ""


def test_listener__names_the_process_on_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = listener(server.getsockname()[1])

    assert told.startswith(f"process {os.getpid()} (")


def test_listener_on_a_free_port__is_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert listener(port) == "another process"


def test_work__is_counted_while_a_process_has_a_processor() -> None:
    before = worked_seconds(os.getpid())
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass

    assert worked_seconds(os.getpid()) > before
    assert worked_seconds(2**22 + 1) == 0


def test_process_that_sleeps__is_idle_and_one_that_is_stopped_is_not_till_it_could_go_on() -> None:
    process, _ = sleeper("import time; print(flush=True); time.sleep(3600)")
    progress = Progress(process.pid)
    eventually(progress.is_idle)

    process.send_signal(signal.SIGSTOP)
    eventually(lambda: not progress.is_idle())
    found = [progress.is_idle() for _ in range(3)]
    process.send_signal(signal.SIGCONT)

    assert found == [False] * 3
    eventually(progress.is_idle)
    process.kill()
    process.wait()


def test_process_that_works__is_not_idle() -> None:
    progress = Progress(os.getpid())
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass

    assert not progress.is_idle()


def test_memory__of_a_living_process_is_some_megabytes() -> None:
    assert 1 < memory_mb(os.getpid()) < 5000
    assert memory_mb(2**22 + 1) == 0


def test_lock_holder__is_who_holds_the_lock_and_nobody_otherwise(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    before = lock_holder(lock)
    with lock.open("w") as file:
        file.write("4711")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        during = lock_holder(lock)

    assert (before, during, lock_holder(lock)) == (None, 4711, None)
