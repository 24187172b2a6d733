"""Looks whether an image ends as its format says: the header of a file that was cut off tells nothing of it."""

from __future__ import annotations

import struct
from collections.abc import Callable

from gearbox.description import FaultCode
from gearbox.kinds.boxes import check_boxes
from gearbox.ranged import RangedFile
from gearbox.room.job import Damage, Job

_STEP = 256 * 1024
_START_OF_SCAN = 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_STRIPS = {0x111: 0x117, 0x144: 0x145}  # where the pixels lie: the tag of the offsets, the tag of the lengths
_SIZES = {1: 1, 3: 2, 4: 4}
_FORMATS = {1: "B", 3: "H", 4: "I"}
_MOST_STRIPS = 100_000


def check_end(file: RangedFile, job: Job) -> None:
    """Raise ``Damage`` when the end of the image is missing. What follows behind the end is nobody's business."""
    check = _CHECKS.get(job.sniffed_type)
    if check is not None:
        check(file, job)


def _png(file: RangedFile, job: Job) -> None:
    _find_backwards(file, job, b"IEND\xaeB`\x82", after=8)


def _jpeg(file: RangedFile, job: Job) -> None:
    """Only behind the beginning of the pixels: the small picture among the headers has an end of its own."""
    place = 2
    while True:
        file.seek(place)
        head = file.read(4)
        if len(head) < 4:  # noqa: PLR2004
            raise Damage(FaultCode.TRUNCATED, "its headers end too early")
        if head[0] != 0xFF:  # noqa: PLR2004
            raise Damage(FaultCode.DAMAGED, f"there is no segment at byte {place}")
        if head[1] == 0xFF or head[1] in _ALONE:  # noqa: PLR2004
            place += 1 if head[1] == 0xFF else 2  # noqa: PLR2004
            continue
        if head[1] == _START_OF_SCAN:
            break
        place += 2 + max(2, int.from_bytes(head[2:4], "big"))
    _find_backwards(file, job, b"\xff\xd9", after=place)


def _gif(file: RangedFile, job: Job) -> None:
    file.seek(max(0, job.size - 1024))
    if not file.read(1024).rstrip(b"\0").endswith(b";"):
        raise Damage(FaultCode.TRUNCATED, "the mark of its end is missing")


def _bmp(file: RangedFile, job: Job) -> None:
    file.seek(2)
    _at_least(int.from_bytes(file.read(4), "little"), job)


def _webp(file: RangedFile, job: Job) -> None:
    file.seek(4)
    _at_least(int.from_bytes(file.read(4), "little") + 8, job)


def _tiff(file: RangedFile, job: Job) -> None:
    """The directory of the first picture, and the pixels that it names, must lie within the file."""
    file.seek(0)
    head = file.read(8)
    order = "<" if head[:2] == b"II" else ">"
    start = struct.unpack(f"{order}I", head[4:8])[0] if len(head) == 8 else 0  # noqa: PLR2004
    file.seek(start)
    count_bytes = file.read(2)
    if len(count_bytes) < 2:  # noqa: PLR2004
        raise Damage(FaultCode.TRUNCATED, "its directory is missing")
    count = struct.unpack(f"{order}H", count_bytes)[0]
    _at_least(start + 2 + 12 * count, job)
    table = file.read(12 * count)
    entries = {}
    for tag, kind, number, value in struct.iter_unpack(f"{order}HHI4s", table):
        entries[tag] = (kind, number, value)
    for offsets, lengths in _STRIPS.items():
        if offsets in entries and lengths in entries:
            pairs = zip(_numbers(file, order, entries[offsets]), _numbers(file, order, entries[lengths]), strict=False)
            _at_least(max((place + size for place, size in pairs), default=0), job)


def _numbers(file: RangedFile, order: str, entry: tuple[int, int, bytes]) -> tuple[int, ...]:
    kind, number, value = entry
    if kind not in _SIZES or number > _MOST_STRIPS:
        return ()
    size = _SIZES[kind] * number
    if size > len(value):
        file.seek(struct.unpack(f"{order}I", value)[0])
        value = file.read(size)
    whole = len(value[:size]) // _SIZES[kind]
    return struct.unpack(f"{order}{whole}{_FORMATS[kind]}", value[: whole * _SIZES[kind]])


def _at_least(size: int, job: Job) -> None:
    if size > job.size:
        raise Damage(FaultCode.TRUNCATED, f"it should have {size} bytes, and has {job.size}")


def _find_backwards(file: RangedFile, job: Job, mark: bytes, after: int) -> None:
    stop = job.size
    while stop > after:
        start = max(after, stop - _STEP)
        file.seek(start)
        if mark in file.read(min(job.size, stop + len(mark) - 1) - start):
            return
        stop = start
    raise Damage(FaultCode.TRUNCATED, "the mark of its end is missing")


_CHECKS: dict[str, Callable[[RangedFile, Job], None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/webp": _webp,
    "image/tiff": _tiff,
    "image/heic": check_boxes,
    "image/avif": check_boxes,
}
