"""How benchmarks measure side by side, and where their tables go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.measuring import Measurement, alternating
from tests.bench.running import Cost
from tests.bench.tables import write_into


def test_whoever_went_last__goes_first_in_the_next_round() -> None:
    order: list[str] = []

    def measure(name: str) -> Measurement:
        order.append(name)
        return Measurement(Cost(1.0))

    alternating("c", {"kit": lambda _: measure("kit"), "sam": lambda _: measure("sam")}, 3, lambda _: None)
    assert order == ["kit", "sam", "sam", "kit", "kit", "sam"]


def test_the_tables__replace_what_stands_between_the_marks(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    marks = "<!-- tests.bench.packaging begins -->", "<!-- tests.bench.packaging ends -->"
    document.write_text(f"before\n{marks[0]}\nold\n{marks[1]}\nafter\n")
    write_into(document, "packaging", "| new |")
    assert document.read_text() == f"before\n{marks[0]}\n\n| new |\n\n{marks[1]}\nafter\n"


def test_a_document_without_marks__is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text("something else\n")
    with pytest.raises(ValueError, match="has no place for the tables"):
        write_into(document, "packaging", "| new |")
    assert document.read_text() == "something else\n"
