"""The grades as a table for spreadsheets: one line for each student and test, however large the school."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from trainings.reports import Row

HEADINGS = ("student", "subject", "test", "result", "score")
# What spreadsheets take for the beginning of a formula (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def grades_csv(rows: Iterable[Row]) -> bytes:
    """Write the lines as CSV (RFC 4180, UTF-8). ``result`` is ``scored``, ``missing`` or ``problem``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for row in rows:
        score = "" if row.score is None else str(row.score)
        writer.writerow([_harmless(cell) for cell in (row.student, row.subject, row.test_id, row.result, score)])
    return text.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
