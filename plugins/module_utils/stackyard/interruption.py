"""Ends an interrupted playbook in good order: by keys (SIGINT, SIGQUIT), SIGTERM or a lost terminal, however it began.

Ansible works in child processes that hear no Ctrl-C by themselves; it passes the signal on and leaves, without waiting
for what they still have to say. Here the playbook waits a moment for them (``let_workers_finish``, in the process that
was started), and the action in such a process gets an ordinary ``KeyboardInterrupt`` (``tidying``).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

_ENDS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
_PATIENCE = 10.0  # seconds that children get; a second Ctrl-C does not wait
_STDERR = 2
_BY_SIGNAL = 128  # what shells add to the number of the signal that ended a program


@contextmanager
def tidying() -> Iterator[None]:
    """Raise ``KeyboardInterrupt`` in the block when the process is told to end; later signals find it ending."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _interrupt) for number in signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def signals() -> tuple[signal.Signals, ...]:
    """Those that end a playbook; the loss of its terminal is none where it is not to be heard (``nohup``)."""
    return _ENDS if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else (*_ENDS, signal.SIGHUP)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    for other in signals():
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def let_workers_finish(tell: Callable[[str], None], patience: float = _PATIENCE) -> None:
    """From now on end in good order when told to: children first, then this process, as a shell expects (130, 143).

    ``patience`` is in seconds: ``tell`` is called with the news once all children have ended, or after that time.
    """

    def end(number: int, frame: FrameType | None) -> NoReturn:
        del frame
        for one in heard:
            signal.signal(one, signal.SIG_DFL)
        _end_children(number, patience)
        tell_in_handler(tell, "interrupted")
        raise SystemExit(_BY_SIGNAL + number)

    heard = signals()
    for number in heard:
        signal.signal(number, end)


def tell_in_handler(tell: Callable[[str], None], text: str) -> None:
    """Tell from within a handler of signals.

    One that came amid a write cannot write to the same stream, which Python refuses as a reentrant call: a pager that
    is not read on is such a place. Then the text goes past all streams, to the standard error.
    """
    try:
        tell(text)
    except RuntimeError:
        with suppress(OSError):
            os.write(_STDERR, f"{text}\n".encode())


def _end_children(number: int, patience: float) -> None:
    """Pass a signal on to all child processes, and wait a moment for their end."""
    children = multiprocessing.active_children()
    for child in children:
        with suppress(ProcessLookupError):
            if child.pid:
                os.kill(child.pid, number)
    deadline = time.monotonic() + patience
    for child in children:
        child.join(max(0.0, deadline - time.monotonic()))
