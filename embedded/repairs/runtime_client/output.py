"""A function's output, line by line, complete at the moment its answer arrives.

The runtime client writes its log before it posts its answer, so everything is in the pipe by then. Reading it from two
places (a thread that keeps the pipe from filling up, and the invocation that wants it all now) under one lock gives
the whole log of an invocation without waiting for more to come.
"""

from __future__ import annotations

import os
import queue
import select
import threading
from contextlib import suppress
from typing import IO

_CHUNK = 65536


class OutputPump:
    """Moves lines from the pipe `stream` to the queue `lines`; drops the oldest lines when the queue is full."""

    def __init__(self, stream: IO[bytes], lines: queue.Queue[str]) -> None:
        self._stream = stream
        self._descriptor = stream.fileno()
        self._lines = lines
        self._rest = b""
        self._lock = threading.Lock()
        self._ended = False
        os.set_blocking(self._descriptor, False)

    def run(self) -> None:
        """Keeps the pipe empty until the other end closes it."""
        waiter = select.poll()
        waiter.register(self._descriptor, select.POLLIN)
        while not self._ended:
            waiter.poll()
            self.take_available()
        self._stream.close()

    def take_available(self) -> None:
        """Reads what is in the pipe right now."""
        with self._lock:
            while not self._ended:
                try:
                    chunk = os.read(self._descriptor, _CHUNK)
                except BlockingIOError:
                    return
                self._take(chunk)

    def _take(self, chunk: bytes) -> None:
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        if not chunk:
            self._ended = True
            whole, self._rest = [self._rest] if self._rest else [], b""
        for line in whole:
            # The client separates the lines of one message by carriage returns; Lambda stores one event.
            self._put(line.decode("utf-8", errors="replace").rstrip("\r").replace("\r", "\n"))

    def _put(self, line: str) -> None:
        while True:
            try:
                return self._lines.put_nowait(line)
            except queue.Full:
                with suppress(queue.Empty):  # whoever wants the log has taken them all meanwhile
                    self._lines.get_nowait()
