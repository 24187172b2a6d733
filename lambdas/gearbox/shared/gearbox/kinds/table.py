"""Which module examines which kind. Who imports this takes all of them along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gearbox.room.job import Job

Examine = Callable[[Any, Job, dict[str, Any]], None]


@dataclass(frozen=True)
class Examiner:
    """Who examines a kind: ``load`` imports its module; ``streamed`` when it reads a file once from end to end."""

    load: Callable[[], Examine]
    streamed: bool = False


# ruff: noqa: PLC0415  # a module is imported when the first file of its kind comes: a cold start pays for no library
def _image() -> Examine:
    from gearbox.kinds.image import examine

    return examine


def _pdf() -> Examine:
    from gearbox.kinds.pdf import examine

    return examine


def _csv() -> Examine:
    from gearbox.kinds.csv_table import examine

    return examine


def _json_lines() -> Examine:
    from gearbox.kinds.json_lines import examine

    return examine


def _json() -> Examine:
    from gearbox.kinds.json_document import examine

    return examine


def _zip() -> Examine:
    from gearbox.kinds.zip_archive import examine

    return examine


def _tar() -> Examine:
    from gearbox.kinds.tar_archive import examine

    return examine


def _compressed() -> Examine:
    from gearbox.kinds.compressed import examine

    return examine


def _text() -> Examine:
    from gearbox.kinds.text import examine

    return examine


def _media() -> Examine:
    from gearbox.kinds.audio_video import examine

    return examine


EXAMINERS = {
    "image": Examiner(_image),
    "pdf": Examiner(_pdf),
    "csv": Examiner(_csv, streamed=True),
    "jsonl": Examiner(_json_lines, streamed=True),
    "json": Examiner(_json, streamed=True),
    "zip": Examiner(_zip),
    "tar": Examiner(_tar, streamed=True),
    "compressed": Examiner(_compressed, streamed=True),
    "text": Examiner(_text, streamed=True),
    "audio": Examiner(_media),
    "video": Examiner(_media),
}


def examiner_of(kind: str) -> Examiner | None:
    """Give who examines a kind; ``None`` where nothing is known but what holds for every file."""
    return EXAMINERS.get(kind)
