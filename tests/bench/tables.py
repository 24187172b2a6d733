"""Tables as Markdown, and their place in ``docs/benchmarks.md``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def line(cells: Sequence[str]) -> str:
    """One line of a table."""
    return "| " + " | ".join(cells) + " |"


def table(heads: Sequence[str], lines: Sequence[str]) -> str:
    """A table whose columns but the first hold numbers; nothing when it has no lines."""
    return "\n".join([line(heads), "|---|" + "---:|" * (len(heads) - 1), *lines]) if lines else ""


def write_into(document: Path, bench: str, markdown: str) -> None:
    """Put tables between the two marks that a document has for ``bench``. Raises ``ValueError`` when it has none."""
    marks = f"<!-- tests.bench.{bench} begins -->", f"<!-- tests.bench.{bench} ends -->"
    before, begin, rest = document.read_text(encoding="utf-8").partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not (begin and end):
        raise ValueError(f"{document} has no place for the tables: {' ... '.join(marks)}")
    document.write_text(f"{before}{begin}\n\n{markdown}\n\n{end}{after}", encoding="utf-8")
