from __future__ import annotations

import csv
import io

import pytest
from trainings.grades_csv import HEADINGS, grades_csv
from trainings.reports import Row


def read(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode(), newline="")))


def test_rows__come_back_from_a_csv_reader() -> None:
    rows = [Row("s1", "python", "test01", "scored", 0), Row('s "2", x', "c#; d", "test01", "missing", None)]

    assert read(grades_csv(rows)) == [
        list(HEADINGS),
        ["s1", "python", "test01", "scored", "0"],
        ['s "2", x', "c#; d", "test01", "missing", ""],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_cell_that_a_spreadsheet_would_run__is_made_text(start: str) -> None:
    rows = read(grades_csv([Row(f"{start}cmd|' /C calc'!A0", "python", "test01", "scored", 5)]))

    assert rows[1][0] == f"'{start}cmd|' /C calc'!A0"


def test_large_school__is_written_whole() -> None:
    rows = [Row(f"student{number:06}", "python", "test01", "scored", number % 6) for number in range(100_000)]

    table = grades_csv(rows)

    assert table.count(b"\r\n") == 100_001
    assert len(table) < 5_000_000
