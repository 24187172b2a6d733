"""The embedded AWS as a process: `python -m embedded.server`.

Runs in `.envs/embedded` with the repository's root on the path and the environment that
`embedded.lifecycle.environment` computes. Applies the repairs, then hands over to MiniStack's own main.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from embedded import control, hooks, inventory, repairs, rewriting
from embedded.generations import DamagedError, Generations
from embedded.lifecycle.processes import kill_children
from embedded.partition import DEFAULT, HERE, WrongPartitionError, claim

LEAVE_SECONDS = 3.0
# One thread answers all requests, and dozens wait for functions. Each time one of those has something to do the answers
# wait until it is due to pause: with Python's own 5 ms a pipeline under load takes a third longer.
_PAUSE_SECONDS = 0.0005


def main() -> None:
    """Serves until SIGTERM; ends with exit code 1 and one line on stderr when it must not start."""
    try:
        state = Path(os.environ["STACKYARD_STATE"])
        lock = _own(state)
        claim(state, HERE)
        _ = Generations(state / "saved").current  # refused before anything is served: it must not be written over
        applied = repairs.selected()
        if HERE != DEFAULT:
            rewriting.install(HERE)  # before anything imports MiniStack
        hooks.wrap("ministack.app", "app", control.serving)  # first, so that repairs of requests cover it, too
        repairs.apply(applied)
        hooks.wrap("ministack.app", "_stop_docker_containers", _leaving)
    except DamagedError as error:
        sys.exit(f"error: {error}; to begin with an empty account: bin/local reset, then bin/local up")
    except (repairs.RepairError, hooks.HookMissingError, WrongPartitionError, OSError) as error:
        sys.exit(f"error: {error}")
    _describe(applied)
    sys.setswitchinterval(_PAUSE_SECONDS)
    sys.argv = ["ministack"]  # MiniStack reads its own command line, and takes none of ours
    atexit.register(kill_children, os.getpid())
    with lock:
        hooks.attribute("ministack.app", "main")()


def _own(state: Path) -> IO[str]:
    """Holds the state folder for as long as this process lives; BlockingIOError when another server does."""
    lock = (state / "server.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        raise BlockingIOError(f"process {lock.read().strip()} already serves {state}; stop it first") from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _leaving(original: Callable[..., None]) -> Callable[..., None]:
    """Ends the process soon after the last act of a clean stop, whatever is still under way in its threads.

    Everything is saved then; an invocation or a stack that waits for somebody must not hold up the end for minutes.
    A function that was just starting is in no list of MiniStack's yet, and would go on without its server.
    """

    def stop(*at_start: bool) -> None:
        original(*at_start)
        if not at_start:
            threading.Thread(target=hooks.attribute("ministack.core.lambda_runtime", "reset"), daemon=True).start()
            leave = threading.Timer(LEAVE_SECONDS, _leave)
            leave.daemon = True
            leave.start()

    return stop


def _leave() -> None:
    kill_children(os.getpid())
    os._exit(0)


def _describe(applied: tuple[str, ...]) -> None:
    basics = {"partition": HERE.name, "ministack": hooks.ministack_version(), "repairs": list(applied)}

    @control.route("GET", "/repairs")
    def in_effect(_request: control.Request) -> dict[str, Any]:
        return basics

    @control.route("GET", "/status")
    def status(request: control.Request) -> dict[str, Any]:
        optional = {name: control.ask("GET", f"/{name}", request) for name in ("clock", "runtimes", "smtp")}
        return {"ready": True, "pid": os.getpid(), **basics, **optional, "counts": inventory.counts()}


if __name__ == "__main__":
    main()
