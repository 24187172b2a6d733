"""Asks for something while the caller does something else: a request mostly waits, and somebody waits for the whole.

The thread is a daemon, so that one which hangs in a request keeps no interrupted command from ending.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Answer = TypeVar("Answer")


def begin(question: Callable[[], Answer]) -> Future[Answer]:
    """Begin to ask, in a thread of its own; its ``result`` waits, and gives the answer or raises what asking raised."""
    future: Future[Answer] = Future()

    def ask() -> None:
        try:
            future.set_result(question())
        except BaseException as error:  # noqa: BLE001  # raised where somebody waits for it
            future.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return future
