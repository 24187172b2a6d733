from __future__ import annotations

import base64

import pytest
from gearbox.catalogue.cursor import BadCursor, read_cursor, write_cursor

POSITION = "2026-11-21T10:00:00.000001Z#" + "0a" * 16


def test_cursor__gives_its_position_back_to_the_same_question() -> None:
    cursor = write_cursor(POSITION, "question")

    assert read_cursor(cursor, "question") == POSITION
    assert cursor.replace("-", "").replace("_", "").isalnum()


def test_cursor_of_another_question__is_refused() -> None:
    with pytest.raises(BadCursor, match="another question"):
        read_cursor(write_cursor(POSITION, "question"), "other")


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "ü", "=" * 9, "A" * 100_000, encoded("[]"), encoded("{}"), encoded("5"), encoded('["x", "y"]'),
     encoded('[1, "y"]'), encoded('["' + POSITION + 'x", "y"]'), encoded("[" * 140)],
)  # fmt: skip
def test_anything_else__is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor, match="begin again"):
        read_cursor(cursor, "question")
