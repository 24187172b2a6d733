"""Tar archives, compressed or not: read once from end to end, since a tar has no directory."""

from __future__ import annotations

import tarfile
from typing import Any, cast

from gearbox.description import FaultCode
from gearbox.kinds.compressed import unpacked
from gearbox.kinds.entries import Entries
from gearbox.room.job import LONGEST_READ, Damage, Job, refuse
from gearbox.streamed import StreamedFile

_BLOCK = 512
_PLAIN = "application/x-tar"


def examine(file: StreamedFile, job: Job, found: dict[str, Any]) -> None:
    """Count the entries up to the mark of the end."""
    plain = file
    next_chunk = None
    if job.sniffed_type != _PLAIN:
        next_chunk = unpacked(file, job, found)
        plain = StreamedFile(next_chunk, LONGEST_READ, refuse)
    _count(plain, Entries(found))
    while next_chunk is not None and next_chunk():  # what follows the end may be the bomb, or cut
        pass


def _count(file: StreamedFile, entries: Entries) -> None:
    try:
        with tarfile.TarFile(fileobj=cast("Any", file), mode="r", errorlevel=0) as archive:
            while (entry := archive.next()) is not None:
                _check_size(entry)
                entries.add(entry.name, entry.size)
                cast("Any", archive).members.clear()  # it keeps a list, which a tar of millions would fill
            end = archive.offset
    except (Damage, RecursionError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  # damaged headers make tarfile fail in more ways than its own
        if file.ended:
            raise Damage(FaultCode.TRUNCATED, "it ends within an entry") from None
        raise Damage(FaultCode.DAMAGED, f"a header is damaged: {type(error).__name__}: {error}") from None
    _check_end(file, end)


def _check_size(entry: tarfile.TarInfo) -> None:
    if entry.size < 0:
        raise Damage(FaultCode.DAMAGED, "an entry is smaller than nothing")


def _check_end(file: StreamedFile, end: int) -> None:
    """A tar ends with zeros; the reader stops as well, and says nothing, at what is no header and where nothing is."""
    file.seek(end)
    block = file.read(_BLOCK)
    if len(block) < _BLOCK:
        raise Damage(FaultCode.TRUNCATED, "the mark of its end is missing")
    if block.strip(b"\0"):
        raise Damage(FaultCode.DAMAGED, f"there is no header at byte {end}")
