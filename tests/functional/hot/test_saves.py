"""What real editors' ways of saving look like to ``bin/watch``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from stackyard.hot.saves import saves


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "buy").mkdir()
    (tmp_path / "buy/handler.py").write_text("old")
    return tmp_path


def write_in_place(path: Path) -> None:
    path.write_text("new")


def rename_over(path: Path) -> None:
    path.with_name(".handler.py.tmp").write_text("new")
    path.with_name(".handler.py.tmp").replace(path)


def delete_and_create(path: Path) -> None:
    path.unlink()
    path.write_text("new")


def back_up_and_create(path: Path) -> None:
    path.rename(f"{path}~")
    path.write_text("new")


def replace_the_folder(path: Path) -> None:
    shutil.copytree(path.parent, path.parent.with_name("new"))
    shutil.rmtree(path.parent)
    path.parent.with_name("new").rename(path.parent)


@pytest.mark.parametrize(
    "save", [write_in_place, rename_over, delete_and_create, back_up_and_create, replace_the_folder]
)
def test_saved_file__is_given(folder: Path, save: Callable[[Path], None]):
    bursts = saves([folder])
    assert next(bursts) == frozenset()
    save(folder / "buy/handler.py")
    found: set[Path] = set()
    while folder / "buy/handler.py" not in found and folder / "buy" not in found:
        found |= next(bursts)
    assert all(path.is_relative_to(folder) for path in found)


def test_what_only_editors_and_python_read__is_not_given(folder: Path):
    bursts = saves([folder])
    next(bursts)
    for name in (".handler.py.swp", "handler.py~", "#handler.py#", "handler.pyc", ".#handler.py"):
        (folder / "buy" / name).write_text("x")
    (folder / "buy/__pycache__").mkdir()
    (folder / "buy/last.py").write_text("x")
    found: set[Path] = set()
    while folder / "buy/last.py" not in found:
        found |= next(bursts)
    assert found == {folder / "buy/last.py"}


def test_folder_made_under_way__is_watched_too(folder: Path):
    bursts = saves([folder])
    next(bursts)
    (folder / "buy/tables").mkdir()
    while folder / "buy/tables" not in next(bursts):
        pass
    (folder / "buy/tables/rates.csv").write_text("1")
    while folder / "buy/tables/rates.csv" not in next(bursts):
        (folder / "buy/tables/rates.csv").write_text("1")


def test_end__is_taken_between_bursts_even_where_no_interrupt_arrives(tmp_path: Path) -> None:
    ended = Event()
    bursts = saves([tmp_path], ended)
    next(bursts)

    ended.set()

    assert list(bursts) == []
