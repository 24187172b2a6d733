from __future__ import annotations

from pathlib import Path

import pytest

from embedded.generations import Generations


def read(generations: Generations) -> dict[str, bytes]:
    folder = generations.current
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder else {}


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "saved")


def test_before_the_first_write__there_is_no_set(generations: Generations) -> None:
    assert generations.current is None


def test_write__becomes_the_current_set_and_names_what_changed(generations: Generations) -> None:
    first = generations.write({"a": b"1", "b": b"1"})
    second = generations.write({"a": b"1", "b": b"2"})

    assert (first, second) == (["a", "b"], ["b"])
    assert read(generations) == {"a": b"1", "b": b"2"}


def test_write_without_change__writes_nothing(generations: Generations) -> None:
    generations.write({"a": b"1"})
    folder = generations.current

    assert generations.write({"a": b"1"}) == []
    assert generations.current == folder


def test_document_left_out__is_no_longer_in_the_set_unless_kept(generations: Generations) -> None:
    generations.write({"a": b"1", "b": b"1", "c": b"1"})
    generations.write({"a": b"2"}, keep=frozenset({"b"}))

    assert read(generations) == {"a": b"2", "b": b"1"}


def test_killed_while_writing__leaves_the_previous_set_current(generations: Generations, tmp_path: Path) -> None:
    generations.write({"a": b"whole"})
    unfinished = tmp_path / "saved/00000002"
    unfinished.mkdir()
    (unfinished / "a").write_bytes(b"ha")

    after = Generations(tmp_path / "saved")

    assert read(after) == {"a": b"whole"}
    after.write({"a": b"new"})
    assert read(after) == {"a": b"new"}


def test_new_process__writes_everything_once_because_it_knows_nothing(generations: Generations, tmp_path: Path) -> None:
    generations.write({"a": b"1"})

    assert Generations(tmp_path / "saved").write({"a": b"1"}) == ["a"]


def test_old_sets__are_removed_but_for_the_one_before(generations: Generations, tmp_path: Path) -> None:
    for number in range(5):
        generations.write({"a": str(number).encode()})

    assert sorted(path.name for path in (tmp_path / "saved").iterdir()) == ["00000004", "00000005", "current"]
