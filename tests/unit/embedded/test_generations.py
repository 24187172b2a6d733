from __future__ import annotations

from pathlib import Path

import pytest

from embedded.generations import DamagedError, Generations


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


@pytest.mark.parametrize("damage", [b"", b"ne", None])
def test_damaged_set__gives_way_to_the_one_before(
    generations: Generations, tmp_path: Path, damage: bytes | None
) -> None:
    generations.write({"a": b"old"})
    generations.write({"a": b"new"})
    document = tmp_path / "saved/00000002/a"
    document.unlink()
    if damage is not None:
        document.write_bytes(damage)

    after = Generations(tmp_path / "saved")

    assert read(after) == {"a": b"old"}
    after.write({"a": b"newer"})
    assert read(Generations(tmp_path / "saved")) == {"a": b"newer"}


def test_nothing_whole__is_refused_and_left_as_it_is(generations: Generations, tmp_path: Path) -> None:
    generations.write({"a": b"old", "b": b"same"})
    generations.write({"a": b"new", "b": b"same"})
    for folder in ("00000001", "00000002"):
        (tmp_path / "saved" / folder / "b").write_bytes(b"")

    with pytest.raises(DamagedError, match="is damaged, and so is the one before it"):
        Generations(tmp_path / "saved").write({"a": b"empty"})
    assert (tmp_path / "saved/00000001/a").read_bytes() == b"old"


@pytest.mark.parametrize("pointer", [None, b"", b"\xff\xfe", b"[]", b"gone", b'{"00000009": {"a": ""}}'])
def test_damaged_pointer__is_refused_and_not_taken_for_an_empty_account(
    generations: Generations, tmp_path: Path, pointer: bytes | None
) -> None:
    generations.write({"a": b"old"})
    generations.write({"a": b"new"})
    (tmp_path / "saved/current").unlink()
    if pointer is not None:
        (tmp_path / "saved/current").write_bytes(pointer)

    with pytest.raises(DamagedError):
        Generations(tmp_path / "saved").write({"a": b"empty"})
    assert (tmp_path / "saved/00000002/a").read_bytes() == b"new"


def test_killed_during_the_first_write__begins_anew(tmp_path: Path) -> None:
    (tmp_path / "saved/00000001").mkdir(parents=True)

    assert Generations(tmp_path / "saved").current is None


def test_set_of_a_version_without_digests__is_taken_up(generations: Generations, tmp_path: Path) -> None:
    generations.write({"a": b"1"})
    (tmp_path / "saved/current").write_text("00000001")

    assert read(Generations(tmp_path / "saved")) == {"a": b"1"}


def test_disk_that_is_full__leaves_the_set_before_and_no_rest(generations: Generations, tmp_path: Path) -> None:
    generations.write({"a": b"1"})

    with pytest.raises(OSError, match="name too long"):
        generations.write({"a": b"2", "b" * 300: b"no file can have this name, as none can be written on a full disk"})
    assert read(generations) == {"a": b"1"}
    assert sorted(path.name for path in (tmp_path / "saved").iterdir()) == ["00000001", "current"]
