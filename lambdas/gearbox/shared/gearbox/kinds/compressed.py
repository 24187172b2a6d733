"""Files that were compressed as a whole: gzip, bzip2, xz. Unpacked as a stream, of which nothing is kept."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from typing import Any, cast

from gearbox.description import FaultCode, Rules
from gearbox.room.job import Damage, Job
from gearbox.streamed import StreamedFile

_OPENERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "application/gzip": ("gzip", lambda file: gzip.GzipFile(fileobj=file)),
    "application/x-bzip2": ("bzip2", bz2.BZ2File),
    "application/x-xz": ("xz", lzma.LZMAFile),
}
_CHUNK = 256 * 1024


def examine(file: StreamedFile, job: Job, found: dict[str, Any]) -> None:
    """Unpack the file and say how much came out."""
    next_chunk = unpacked(file, job, found)
    while next_chunk():
        pass


def unpacked(file: StreamedFile, job: Job, found: dict[str, Any]) -> Callable[[], bytes]:
    """Give what hands out the unpacked file chunk by chunk, counting in ``found``. It raises ``Damage``."""
    found["compression"], opener = _OPENERS[job.sniffed_type]
    found["unpacked_bytes"] = 0
    source = opener(file)

    def next_chunk() -> bytes:
        chunk = _read(source)
        found["unpacked_bytes"] += len(chunk)
        check_unpacked(found["unpacked_bytes"], job.size, job.rules)
        return chunk

    return next_chunk


def _read(source: Any) -> bytes:
    try:
        return cast("bytes", source.read1(_CHUNK))  # what there is, also of a file that was cut
    except EOFError:
        raise Damage(FaultCode.TRUNCATED, "its compressed data end too early") from None
    except (OSError, zlib.error, lzma.LZMAError) as error:
        raise Damage(FaultCode.DAMAGED, f"its compressed data are damaged: {error}") from None


def check_unpacked(unpacked_bytes: int, packed_bytes: int, rules: Rules) -> None:
    """Raise ``Damage`` when so much from so little is a bomb."""
    if unpacked_bytes > rules.unpacked_bytes:
        raise Damage(FaultCode.BOMB, f"it unpacks to more than {rules.unpacked_bytes} bytes")
    if unpacked_bytes > rules.harmless_bytes and unpacked_bytes > packed_bytes * rules.ratio:
        raise Damage(FaultCode.BOMB, f"it unpacks to more than {rules.ratio} times its size")
