"""What is given by ``-e``."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.schema.given import given_by_hand, in_given_files, read_given


def test_file_of_values__is_told_by_its_lines_unless_a_later_word_counts(tmp_path: Path) -> None:
    (tmp_path / "values.yml").write_text("rate: 4\nopen: true\nform: x\n")
    given = [f"@{tmp_path}/values.yml", "open=no", '{"form": "y"}']
    places = in_given_files(given, tmp_path)
    found = given_by_hand({"rate": 4, "open": "no", "form": "y"}, places)
    assert [str(place) for place in found] == ["values.yml:1", "given by -e", "given by -e"]


def test_values__are_texts_or_yaml_or_files(tmp_path: Path) -> None:
    (tmp_path / "values.yml").write_text("rate: 4\n")
    given = read_given([f"@{tmp_path}/values.yml", "days=5", "people=[a, b]"], tmp_path)
    assert given == {"rate": 4, "days": "5", "people": ["a", "b"]}


@pytest.mark.parametrize("text", ["rate", "=4", "two words=4", "people=[a"])
def test_anything_else__is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(StackyardError, match="-e takes a setting and its value"):
        read_given([text], tmp_path)


def test_file_that_is_not_there__is_refused(tmp_path: Path) -> None:
    with pytest.raises(StackyardError, match=r"values\.yml: cannot be read"):
        read_given([f"@{tmp_path}/values.yml"], tmp_path)
