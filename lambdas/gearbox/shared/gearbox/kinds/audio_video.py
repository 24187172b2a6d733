"""Sound and film: duration, rates and titles of the formats whose headers tinytag reads; others are only named."""

from __future__ import annotations

from typing import Any, cast

from tinytag import ParseError, TinyTag, UnsupportedFormatError

from gearbox.description import FaultCode
from gearbox.kinds.boxes import check_boxes
from gearbox.ranged import RangedFile
from gearbox.room.job import Damage, Job

_FIELDS = ("title", "artist", "album", "duration", "bitrate", "samplerate", "channels")
_UNKNOWN_SIZES = frozenset({0, 0xFFFFFFFF})  # what recorders write that do not know yet
_BOXED = frozenset({"video/mp4", "video/quicktime", "audio/mp4"})
_DIGITS = 3


def examine(file: RangedFile, job: Job, found: dict[str, Any]) -> None:
    """Read the headers."""
    found["format"] = job.sniffed_type.partition("/")[2]
    try:
        tag = TinyTag.get(file_obj=cast("Any", file))
    except UnsupportedFormatError:
        return
    except ParseError as error:
        if isinstance(error.__cause__, (Damage, RecursionError, MemoryError)):
            raise error.__cause__ from None
        _check_end(file, job)
        raise Damage(FaultCode.DAMAGED, f"its headers are damaged: {error}") from None
    found.update(_facts(tag))
    _check_end(file, job)


def _facts(tag: TinyTag) -> dict[str, Any]:
    facts = {name: getattr(tag, name) for name in _FIELDS}
    return {
        name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in facts.items() if value
    }


def _check_end(file: RangedFile, job: Job) -> None:
    if job.sniffed_type in _BOXED:
        check_boxes(file, job)
    if job.sniffed_type in {"audio/wav", "audio/aiff", "video/x-msvideo"}:
        file.seek(4)
        order = "big" if job.sniffed_type == "audio/aiff" else "little"
        size = int.from_bytes(file.read(4), "big" if order == "big" else "little")
        if size not in _UNKNOWN_SIZES and size + 8 > job.size:
            raise Damage(FaultCode.TRUNCATED, f"it should have {size + 8} bytes, and has {job.size}")
