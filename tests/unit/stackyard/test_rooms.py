"""Rooms of the library stand in layers: each imports what stands below it, so that it can be read without the rest."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[3] / "plugins/module_utils/stackyard"
# From the bottom to the top; rooms that know each other would be a tuple, one entry.
ROOMS = [
    *("text", "templates", "settings", "schema", "environments", "python", "permissions"),
    *("compose", "rules", "package", "plan", "estimate"),
    *("apply", "preview", "guard", "history", "sweep", "drift", "logs", "operate", "brake", "budgets"),
    *("ephemeral", "progress", "deploy_report", "costs", "hot"),
]
OF_PACKAGING = [
    *("model", "settings", "locks", "left_out", "contents", "installed", "layers", "artifacts", "bucket"),
    *("told", "checks", "pipeline", "commands", "cli"),
]
Order = Sequence[str | tuple[str, ...]]


class Code:
    """The modules of a package in a folder, by the parts of their names, and what each imports of the same package."""

    def __init__(self, folder: Path) -> None:
        self.files = {self._name(path.relative_to(folder)): path for path in sorted(folder.rglob("*.py"))}
        self.imports = {name: set(self._imported(name, path)) for name, path in self.files.items()}

    @staticmethod
    def _name(path: Path) -> tuple[str, ...]:
        return path.parent.parts if path.stem == "__init__" else path.with_suffix("").parts

    def _imported(self, name: tuple[str, ...], path: Path) -> Iterator[tuple[str, ...]]:
        package = name if path.stem == "__init__" else name[:-1]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and 0 < node.level <= len(package) + 1:  # else out of the folder
                near = package[: len(package) - node.level + 1] + tuple((node.module or "").split("."))
                near = tuple(part for part in near if part)
                for alias in node.names:
                    yield (*near, alias.name) if (*near, alias.name) in self.files else near

    def rooms(self) -> set[str]:
        """Give the names of the folders in the package."""
        return {name[0] for name, path in self.files.items() if len(name) > 1 or (name and path.stem == "__init__")}

    def reached(self, room: str, placed: Collection[str]) -> Iterator[tuple[str, str]]:
        """Give each import of another room, with the module that does it; modules beside the rooms are followed."""
        waiting = [(name, target) for name in self.files if name[:1] == (room,) for target in self.imports[name]]
        seen = set(waiting)
        while waiting:
            name, target = waiting.pop()
            if target and target[0] in placed:
                if target[0] != room:
                    yield ".".join(name), target[0]
                continue
            further = {(target, one) for one in self.imports.get(target, ())} - seen
            seen |= further
            waiting += further


@cache
def code_in(folder: Path) -> Code:
    return Code(folder)


def levels(order: Order) -> dict[str, int]:
    return {room: at for at, rooms in enumerate(order) for room in ([rooms] if isinstance(rooms, str) else rooms)}


def upward(folder: Path, order: Order) -> list[str]:
    """Give the imports of rooms that stand above, as "room: module imports room"."""
    level = levels(order)
    found = ((room, name, other) for room in level for name, other in code_in(folder).reached(room, level))
    return sorted(f"{room}: {name} imports {other}" for room, name, other in found if level[other] > level[room])


both = pytest.mark.parametrize(
    ("folder", "order"), [(LIBRARY, ROOMS), (LIBRARY / "package", OF_PACKAGING)], ids=["library", "packaging"]
)


def write(folder, **sources):
    for name, source in sources.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
    return folder


@both
def test_rooms__import_what_stands_below_them(folder, order):
    assert upward(folder, order) == []


@both
def test_new_room__has_a_place_in_the_order(folder, order):
    assert code_in(folder).rooms() <= set(levels(order))


def test_every_module_of_packaging__has_a_place_in_the_order():
    assert {name[0] for name in code_in(LIBRARY / "package").files if name} == set(OF_PACKAGING)


def test_library__imports_itself_by_relative_names_which_these_tests_understand():
    absolute = re.compile(r"^\s*(from|import) stackyard\b", re.MULTILINE)
    sources = code_in(LIBRARY).files.values()
    assert [path for path in sources if absolute.search(path.read_text(encoding="utf-8"))] == []


def test_rooms_of_packaging__load_nothing_by_their_names():
    names = sorted((LIBRARY / "package").rglob("__init__.py"))
    assert [path for path in names if len(ast.parse(path.read_text(encoding="utf-8")).body) != 1] == []


def test_import_of_a_room_above__is_told(tmp_path):
    folder = write(tmp_path, low__a="from ..high import b\n", high__b="from ..low.a import c\n")
    assert upward(folder, ["low", "high"]) == ["low: low.a imports high"]


def test_import_of_a_room_above_in_a_function__is_told(tmp_path):
    folder = write(tmp_path, low__a="def f():\n    from ..high.b import c\n", high__b="c = 1\n")
    assert upward(folder, ["low", "high"]) == ["low: low.a imports high"]


def test_import_of_a_room_above_through_a_module_beside_them__is_told(tmp_path):
    folder = write(tmp_path, low__a="from ..beside import c\n", beside="from .high.b import c\n", high__b="c = 1\n")
    assert upward(folder, ["low", "high"]) == ["low: beside imports high"]


def test_rooms_of_one_entry__may_import_each_other(tmp_path):
    folder = write(tmp_path, one__a="from ..two import b\n", two__b="from ..one import a\n")
    assert upward(folder, [("one", "two")]) == []


def test_import_of_another_package_by_the_name_of_a_room__is_none_of_it(tmp_path):
    folder = write(tmp_path, low__a="from ...high.b import c\n", high__b="c = 1\n")
    assert upward(folder, ["low", "high"]) == []
