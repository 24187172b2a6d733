"""The frames that a room and its worker exchange over two pipes: a tag of one letter, a length, and as many bytes."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable

JOB, DATA, REFUSED = b"J", b"D", b"X"  # what the room sends
NEXT, RANGE, ANSWER = b"N", b"R", b"A"  # what the worker sends

PLACE = struct.Struct(">QQ")  # of a range: offset, bytes
_HEAD = struct.Struct(">cI")
_MOST = 1 << 20  # bytes taken from a pipe at once

Ready = Callable[[int], None]


def _at_once(_fd: int) -> None:
    """Wait for nothing: the pipe itself blocks."""


def send(fd: int, tag: bytes, payload: bytes = b"", ready: Ready = _at_once) -> None:
    """Write one frame. ``ready`` is called before each write. Raises ``BrokenPipeError``."""
    rest = memoryview(_HEAD.pack(tag, len(payload)) + payload)
    while rest:
        ready(fd)
        try:
            rest = rest[os.write(fd, rest) :]
        except BlockingIOError:
            continue


def receive(fd: int, longest: int, ready: Ready = _at_once) -> tuple[bytes, bytes]:
    """Read one frame. ``ready`` is called before each read. Raises ``EOFError``, also over ``longest`` bytes."""
    tag, size = _HEAD.unpack(_exactly(fd, _HEAD.size, ready))
    if size > longest:
        raise EOFError
    return tag, _exactly(fd, size, ready)


def _exactly(fd: int, size: int, ready: Ready) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        ready(fd)
        part = os.read(fd, min(size - len(parts), _MOST))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
