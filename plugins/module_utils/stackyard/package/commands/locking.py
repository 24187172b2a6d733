"""``bin/package --lock``: writes the lock of every function that asks for packages.

Functions that ask for the same are resolved once, different ones in parallel. Versions stay as they are locked unless
``--upgrade`` is given; a function that is locked for the first time takes the versions of those that ask for the same,
so that they share one installation. Locks are written whole, and only when everything is resolved: a run that is
interrupted changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ...compose.function_folders import function_folders, named_folders
from ...errors import StackyardError
from ...faults import Faults
from ...files import read_text, relative, write_atomically
from ...target import ROOT
from ...text.words import counted
from ..locks.requirements import LOCK, Pins, UnlockedLineError, header, is_there, parse_pins, read_lock
from ..locks.resolving import Resolver, resolve_with_uv
from ..locks.wanted import WANTED, Wanted, read_wanted

_PARALLEL = 4  # each uv is parallel by itself
_INTERRUPTED = 130
_NO_PINS = Pins((), {})


@dataclass(frozen=True)
class Locked:
    """One function's new lock: the name of its file, and what changed in it ("tzdata 2026.5 → 2026.6")."""

    place: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class _Task:
    """One function to be locked: what it asks for, and the pins whose versions are to stay.

    They come without hashes, which uv would take over as they are: a damaged one could not be mended.
    """

    folder: Path
    wanted: Wanted
    kept: tuple[str, ...]

    @property
    def question(self) -> tuple[str, tuple[str, ...]]:
        """Equal for functions that get the same answer."""
        return self.wanted.digest, self.kept


def lock_functions(
    root: Path,
    names: Sequence[str] = (),
    *,
    upgrade: bool = False,
    resolve: Resolver = resolve_with_uv,
    say: Callable[[str], None] = lambda _: None,
) -> list[Locked]:
    """Lock the named functions of the repository at ``root``, or all; ``names`` as ``named_folders`` takes them.

    ``say`` is told what takes its time. Raises ``StackyardError`` (all faults together); a function that cannot be
    locked keeps the lock it has, and the others are locked all the same.
    """
    faults = Faults("the requirements")
    tasks = list(_tasks(root, names, faults, upgrade=upgrade))
    tasks.sort(key=lambda task: task.question)
    groups = [list(group) for _, group in groupby(tasks, key=lambda task: task.question)]
    if groups:
        say(f"resolving the packages of {counted(len(tasks), 'function')}")
    answers = _answers([group[0] for group in groups], resolve)
    locked: list[Locked] = []
    for group, answer in zip(groups, answers, strict=True):
        with faults.collecting():
            text = _text(answer, group, root)
            locked += [_write(task, text, root) for task in group]
    faults.raise_if_any()
    return sorted(locked, key=lambda one: one.place)


def main(argv: Sequence[str] | None = None, root: Path = ROOT, resolve: Resolver = resolve_with_uv) -> int:
    """Lock what the arguments name, and say on stderr what changed; exit code 1 with the faults."""
    parser = argparse.ArgumentParser(prog="bin/package --lock", description="Lock the packages of functions by hash.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions; else they stay as locked")
    parser.add_argument("function", nargs="*", help="a function, its folder, or a system; all when left out")
    options = parser.parse_args(argv)
    try:
        locked = lock_functions(root, options.function, upgrade=options.upgrade, resolve=resolve, say=_say)
    except StackyardError as error:
        _say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    for line in summary(locked):
        _say(line)
    return 0


def summary(locked: Iterable[Locked]) -> list[str]:
    """Tell what changed, functions with the same changes in one line."""
    places: dict[tuple[str, ...], list[str]] = {}
    for one in locked:
        places.setdefault(one.changes, []).append(one.place)
    same = places.pop((), [])
    lines = [f"{_first(found)}: {', '.join(changes)}" for changes, found in places.items()]
    unchanged = [f"{_first(same)}: no version changed"] if same else []
    return [*lines, *unchanged] or ["no function asks for packages"]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _tasks(root: Path, names: Sequence[str], faults: Faults, *, upgrade: bool) -> Iterable[_Task]:
    """Give what is to be locked; what cannot be read is noted in ``faults``."""
    neighbours = {} if upgrade else _pins_by_wanted(root)
    for folder in _folders(root, names):
        with faults.collecting():
            wanted = read_wanted(folder, root)
            kept = () if upgrade else _pins(folder, root).lines or neighbours.get(wanted.digest, ())
            yield _Task(folder, wanted, tuple(pin.partition(" --hash=")[0] for pin in kept))


def _folders(root: Path, names: Sequence[str]) -> list[Path]:
    """Give the folders of functions that ask for packages. Raises ``StackyardError`` for a name without any."""
    if not names:
        return [folder for folder in function_folders(root) if is_there(folder / WANTED)]
    found: dict[Path, None] = {}
    for name in names:
        folders = named_folders(root, [name])
        asking = [folder for folder in folders if is_there(folder / WANTED)]
        if not asking:
            remedy = f"write {relative(folders[0] / WANTED, root)}, one package a line"
            raise StackyardError(f"{name} asks for no packages", given=f"no {WANTED}", remedy=remedy)
        found.update(dict.fromkeys(asking))
    return list(found)


def _pins_by_wanted(root: Path) -> dict[str, tuple[str, ...]]:
    """Give the pins of the repository's valid locks by the digest of what they answer."""
    found: dict[str, tuple[str, ...]] = {}
    for folder in function_folders(root):
        with suppress(StackyardError):  # what is wrong with other functions is told when they are packaged
            lock = read_lock(folder, root)
            if lock and is_there(folder / WANTED):
                found.setdefault(read_wanted(folder, root).digest, lock.pins)
    return found


def _pins(folder: Path, root: Path) -> Pins:
    """Give what a function's lock holds, even a stale one; nothing where there is none, or none to be read."""
    with suppress(StackyardError, UnlockedLineError):
        return parse_pins(read_text(folder / LOCK, root))
    return _NO_PINS


def _answers(tasks: Sequence[_Task], resolve: Resolver) -> list[Future[str]]:
    """Resolve each task; every answer is there, or an error to tell. What else goes wrong ends the run at once."""

    def resolved(task: _Task) -> str:
        return resolve(task.wanted, "".join(f"{pin}\n" for pin in task.kept)) if task.wanted.requirements else ""

    with ThreadPoolExecutor(_PARALLEL) as pool:
        answers = [pool.submit(resolved, task) for task in tasks]
        try:
            for answer in answers:
                if not isinstance(answer.exception(), StackyardError):
                    answer.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return answers


def _text(answer: Future[str], group: Sequence[_Task], root: Path) -> str:
    """Give the lock of functions that ask for the same; an error names the first of them."""
    place = _first([relative(task.folder / WANTED, root) for task in group])
    try:
        text = header(group[0].wanted) + answer.result()
        parse_pins(text)
    except StackyardError as error:
        raise StackyardError(f"{place}: {error.problem}", given=error.given, remedy=error.remedy) from None
    except UnlockedLineError as error:
        remedy = "use an index that gives the SHA-256 of its files"
        raise StackyardError(f"{place}: {error.reason}", given=error.line[:120], remedy=remedy) from None
    return text


def _write(task: _Task, text: str, root: Path) -> Locked:
    path = task.folder / LOCK
    old, new = _pins(task.folder, root), parse_pins(text)
    try:
        write_atomically(path, text.encode())
    except OSError as error:
        remedy = "make room, or make the folder writable, then run it again"
        raise StackyardError(f"{relative(path, root)}: cannot be written", given=str(error), remedy=remedy) from None
    names = sorted({*old.versions, *new.versions})
    pairs = [(name, old.versions.get(name), new.versions.get(name)) for name in names]
    changes = [_change(*pair) for pair in pairs if pair[1] != pair[2]]
    return Locked(relative(path, root), tuple(changes) or (("other hashes",) if old.lines != new.lines else ()))


def _change(name: str, before: str | None, after: str | None) -> str:
    if before and after:
        return f"{name} {before} → {after}"
    return f"{name} {after} added" if after else f"{name} {before} removed"


def _first(places: Sequence[str]) -> str:
    """Name the first of several places, and how many there are besides."""
    return f"{places[0]} (and {len(places) - 1} more)" if len(places) > 1 else places[0]


if __name__ == "__main__":
    raise SystemExit(main())
