"""A note survives being written into a tag, whatever a function had."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from stackyard.brake.notes import Note

SINCE = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("note", "text"),
    [
        (Note(SINCE, "budget"), "2026-11-21T10:00:00Z budget reserved=none"),
        (Note(SINCE, "hand", 0), "2026-11-21T10:00:00Z hand reserved=0"),
        (Note(SINCE, "hand", 900, {"live_2-b": 3, "7": 1}), "2026-11-21T10:00:00Z hand reserved=900 7=1 live_2-b=3"),
        (Note(SINCE, "hand", None, {"reserves": 1}), "2026-11-21T10:00:00Z hand reserved=none reserves=1"),
    ],
)
def test_note__is_read_as_it_was_written(note: Note, text: str) -> None:
    assert str(note) == text
    assert Note.parse(text) == note
    assert re.fullmatch(r"[\w .:/=+@-]*", text, re.ASCII)  # what AWS allows in a tag


def test_moment_of_another_zone__is_written_in_utc() -> None:
    assert str(Note(SINCE.astimezone(ZoneInfo("Asia/Shanghai")), "hand")).startswith("2026-11-21T10:00:00Z ")


@pytest.mark.parametrize(
    "text", ["", "x", "2026-11-21T10:00:00Z", "now by reserved=1", "2026-11-21T10:00:00Z by live=1"]
)
def test_text_that_is_no_note__is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        Note.parse(text)
