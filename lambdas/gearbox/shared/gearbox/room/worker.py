"""The worker in the room: examines one file after the other, for as long as somebody asks.

It runs as a process of its own (``Room`` starts it), within limits that the kernel keeps: when the processor time of a
job is used up, the process ends at once, in whatever loop it is, and the room knows why.
"""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from gearbox.description import MIB, FaultCode
from gearbox.kinds.table import examiner_of
from gearbox.ranged import RangedFile
from gearbox.room import wire
from gearbox.room.job import LONGEST_READ, Damage, Job, refuse
from gearbox.streamed import StreamedFile

_BLOCK_BYTES = 64 * 1024
_BLOCKS = 32
_TIRED_BYTES = 96 * MIB
_LONGEST_FRAME = 16 * MIB


def main() -> None:
    """Work until standard input ends."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1):  # whatever a library prints must not get among the frames
        os.dup2(nowhere, fd)
    with suppress(EOFError, BrokenPipeError):
        while True:
            _, text = wire.receive(incoming, _LONGEST_FRAME)
            answer = _Desk(incoming, outgoing, Job.from_bytes(text)).work()
            wire.send(outgoing, wire.ANSWER, json.dumps(answer).encode())


class _Desk:
    """One job on the table, and the pipes by which its file is asked for."""

    def __init__(self, incoming: int, outgoing: int, job: Job) -> None:
        self._incoming, self._outgoing, self._job = incoming, outgoing, job

    def work(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        _limit_memory(self._job.rules.memory_bytes)
        signal.setitimer(signal.ITIMER_PROF, self._job.seconds)
        fault = self._fault_after(lambda: self._examine(found))
        signal.setitimer(signal.ITIMER_PROF, 0)
        return {"metadata": found, "fault": fault, "tired": _resident_bytes() > _TIRED_BYTES}

    def _examine(self, found: dict[str, Any]) -> None:
        examiner = examiner_of(self._job.kind)
        if examiner is None:
            return
        examine = examiner.load()
        if examiner.streamed:
            examine(StreamedFile(self._next_chunk, LONGEST_READ, refuse), self._job, found)
        else:
            examine(self._ranged(), self._job, found)

    def _fault_after(self, examine: Callable[[], None]) -> tuple[str, str] | None:
        try:
            examine()
        except Damage as damage:
            return damage.code, damage.reason
        except RecursionError:
            return FaultCode.TOO_DEEP, "its parts are nested deeper than anything readable"
        except MemoryError:
            return FaultCode.MEMORY, "its examination asks for more memory than a file is worth"
        except EOFError as error:
            return FaultCode.TRUNCATED, str(error) or "it ends too early"
        except Exception as error:  # noqa: BLE001  # readers of formats fail in every way there is
            return FaultCode.UNREADABLE, f"{type(error).__name__}: {error}"
        return None

    def _ranged(self) -> RangedFile:
        return RangedFile(
            self._range,
            self._job.size,
            block_bytes=_BLOCK_BYTES,
            blocks=_BLOCKS,
            longest=LONGEST_READ,
            refuse=refuse,
        )

    def _next_chunk(self) -> bytes:
        return self._asked(wire.NEXT, b"")

    def _range(self, offset: int, size: int) -> bytes:
        return self._asked(wire.RANGE, wire.PLACE.pack(offset, size))

    def _asked(self, tag: bytes, payload: bytes) -> bytes:
        try:
            wire.send(self._outgoing, tag, payload)
            answer, data = wire.receive(self._incoming, _LONGEST_FRAME)
        except (EOFError, BrokenPipeError):
            raise SystemExit from None  # the room is gone; no reader of a format may take this for its own affair
        if answer == wire.REFUSED:
            raise Damage(FaultCode.TOO_LARGE, "too much of it would have to be read to describe it")
        return data


def _limit_memory(size: int) -> None:
    with suppress(ValueError, OSError):  # macOS knows the limit, and keeps to none
        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _resident_bytes() -> int:
    """Give the memory that is held now. The peak that the kernel tells may be that of whoever started this process."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # elsewhere than on Linux the number of jobs bounds the memory
        return 0
    return pages * resource.getpagesize()
