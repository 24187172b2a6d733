"""Images: dimensions, and what the camera wrote down. Pixels are never unpacked."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any, cast

import exifread
import imagesize
from exifread.utils import get_gps_coords

from gearbox.description import FaultCode
from gearbox.kinds.image_ends import check_end
from gearbox.ranged import RangedFile
from gearbox.room.job import Damage, Job

_WITH_EXIF = frozenset({"image/jpeg", "image/tiff", "image/png", "image/webp", "image/heic"})
_ORIENTATIONS = range(1, 9)
_MOMENT = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_ZERO = "0000:00:00"  # what cameras write whose clock was never set

logging.getLogger("exifread").disabled = True


def examine(file: RangedFile, job: Job, found: dict[str, Any]) -> None:
    """Read the headers, and look whether the end is there."""
    width, height = _size(file)
    if width > 0 and height > 0:
        found.update(width=width, height=height)
    found["format"] = job.sniffed_type.partition("/")[2]
    if job.sniffed_type in _WITH_EXIF:
        _add_exif(file, job, found)
    check_end(file, job)
    if width == 0 or height == 0:
        raise Damage(FaultCode.DAMAGED, f"it claims to be {width} pixels wide and {height} high")
    if width * height > job.rules.pixels:
        raise Damage(FaultCode.BOMB, f"it claims to hold {width} x {height} pixels")


def _size(file: RangedFile) -> tuple[int, int]:
    file.seek(0)
    try:
        width, height = imagesize.get(file, exif_rotation=False)
    except Damage:
        raise
    except Exception:  # noqa: BLE001  # a reader that fails knows no size; whether the file is whole is seen at its end
        return -1, -1
    return int(width), int(height)


def _add_exif(file: RangedFile, job: Job, found: dict[str, Any]) -> None:
    """Add what EXIF says. An image whose EXIF is nonsense is an image all the same."""
    try:
        tags = exifread.process_file(cast("Any", file), details=False, extract_thumbnail=False)
        found.update(_exif(tags, job))
    except (Damage, RecursionError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  # nonsense makes readers fail in every way there is
        found["exif_fault"] = type(error).__name__


def _exif(tags: dict[str, Any], job: Job) -> dict[str, Any]:
    camera = " ".join(_printed(tags, f"Image {name}") for name in ("Make", "Model")).strip()
    said = {
        "taken_at": _moment(_printed(tags, "EXIF DateTimeOriginal") or _printed(tags, "Image DateTime")),
        "camera": camera,
        "orientation": _orientation(tags),
        "gps": _place(tags) if job.rules.keep_gps else None,
    }
    return {name: value for name, value in said.items() if value}


def _printed(tags: dict[str, Any], name: str) -> str:
    """Give a text of EXIF, "" for one that is none: bytes that are no letters, or a list of numbers."""
    text = getattr(tags.get(name), "values", "")
    return text[:200].strip("\0 ") if isinstance(text, str) else ""


def _moment(text: str) -> str:
    """Give the moment as ISO 8601, without a zone since EXIF has none; "" for a date that does not exist."""
    match = _MOMENT.match(text)
    if match is None or text.startswith(_ZERO):
        return ""
    try:
        return datetime(*(int(part) for part in match.groups())).isoformat()  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return ""


def _orientation(tags: dict[str, Any]) -> int | None:
    tag = tags.get("Image Orientation")
    values = list(getattr(tag, "values", None) or ())[:1]
    return values[0] if values and values[0] in _ORIENTATIONS else None


def _place(tags: dict[str, Any]) -> list[float] | None:
    place = get_gps_coords(tags)
    return [round(float(degrees), 6) for degrees in place] if place else None
