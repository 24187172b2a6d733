"""Looks at the files of an environment's settings before Ansible reads them.

What Ansible says of a file that is no YAML names neither the file nor the line, and it passes over what it does not
read. Every command of ``bin/`` says both, whether it runs a playbook (``bin/lib.sh`` calls this module) or not.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from ..errors import StackyardError
from ..faults import Faults
from ..files import relative
from ..outcome import outcome
from .named import ROOT
from .short_lived import inventory_of, short_lived
from .unknown import no_environment
from .written import composed, files_of, pairs, refuse_twice, unread_in

INVENTORY = "inventory.yml"
_FOLDERS = ("group_vars", "host_vars")
_OF_GROUPS = ("vars", "hosts", "children")
_EVERYBODY = "all"


def main(names: Sequence[str] | None = None) -> int:
    """Check the environments that are named, divided by commas; exit code 0, or 1 with an error on stderr."""
    asked = (sys.argv[1:] if names is None else names)[0]

    def work() -> int:
        check_readable(ROOT, [name for name in asked.split(",") if name], hosts_too=False)
        return 0

    return outcome(work)


def check_readable(
    root: Path, names: Collection[str], environ: Mapping[str, str] = os.environ, *, hosts_too: bool = True
) -> None:
    """Check the files of environments, or of single hosts; see ``check_files``.

    Raises ``StackyardError`` for an environment that there is not, too.
    """
    inventory = _inventory(root, names, environ)
    known: dict[str, Iterable[str]] = {**inventory.environments, **dict.fromkeys(short_lived(root, environ), ())}
    for name in names:
        if name not in known and not (hosts_too and name in inventory.all_hosts()):
            raise no_environment(",".join(names), name, known, root)
    _check_files(root, inventory.reaching(names))


def check_files(root: Path, names: Collection[str], environ: Mapping[str, str] = os.environ) -> None:
    """Check inventories, and the files of the groups and hosts whose settings ``names`` have.

    Raises ``StackyardError``, of several files at once, and for files that Ansible does not read.
    """
    _check_files(root, _inventory(root, names, environ).reaching(names))


def _inventory(root: Path, names: Collection[str], environ: Mapping[str, str]) -> Inventories:
    own = [path for name in names if (path := inventory_of(root, name, environ))]
    return Inventories(root, [root / INVENTORY, *own])


def _check_files(root: Path, reached: Collection[str]) -> None:
    faults = Faults("the files of the settings")
    for folder in _FOLDERS:
        for path in (path for name in sorted(reached) for path in files_of(root / folder, name)):
            with faults.collecting():
                refuse_twice(composed(path, root), relative(path, root), relative(path, root))
        note_unread(root / folder, root, faults, reached)
    faults.raise_if_any()


def note_unread(folder: Path, root: Path, faults: Faults, names: Collection[str] | None = None) -> None:
    """Note what Ansible passes over in ``group_vars`` or ``host_vars``; without ``names``, whoever it is for."""
    for path in unread_in(folder):
        if names is None or Path(path.relative_to(folder).parts[0]).stem in names:
            faults.add(
                "Ansible reads nothing of this",
                given=relative(path, root),
                remedy="name files x.yml and folders x, and leave no file dev.yml beside a folder dev; or remove it",
            )


class Inventories:
    """Groups and hosts as inventory files write them. Raises ``StackyardError`` where one cannot be read."""

    def __init__(self, root: Path, paths: Sequence[Path]) -> None:
        self.root = root
        self.hosts: dict[str, dict[str, None]] = {}
        self._within: dict[str, set[str]] = {}  # groups by what is in them, groups and hosts
        for path in paths:
            self._read(path)

    def _read(self, path: Path) -> None:
        file, node = relative(path, self.root), composed(path, self.root)
        if not any(key.value == _EVERYBODY for key, _ in pairs(node)):
            raise StackyardError(f"{file} names no groups", given="no `all:` in it", remedy=f"restore {file}")
        refuse_twice(node, file, file)
        for key, group in pairs(node):
            self._take(key.value, group, file)

    def _take(self, name: str, node: yaml.Node, file: str) -> None:
        for key, part in self._parts(name, node, file):
            for inner, below in self._parts(f"{key.value} of {name}", part, file):
                self._within.setdefault(inner.value, set()).add(name)
                if key.value == "hosts":
                    self.hosts.setdefault(name, {})[inner.value] = None
                elif key.value == "children":
                    self._take(inner.value, below, file)

    def _parts(self, what: str, node: yaml.Node, file: str) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        empty = isinstance(node, yaml.ScalarNode) and not node.value
        if not empty and not isinstance(node, yaml.MappingNode):
            problem = f"{file}:{node.start_mark.line + 1}: {what} cannot be understood"
            remedy = f"below a group stand {', '.join(_OF_GROUPS)}, each with `name:` lines, indented further"
            raise StackyardError(problem, given="it is no mapping", remedy=remedy)
        yield from pairs(node)

    @property
    def environments(self) -> dict[str, list[str]]:
        """Names of hosts by environment: the groups that have hosts of their own."""
        return {name: list(hosts) for name, hosts in self.hosts.items() if name not in (_EVERYBODY, "ungrouped")}

    def all_hosts(self) -> set[str]:
        """Name the hosts of all groups."""
        return {host for hosts in self.hosts.values() for host in hosts}

    def reaching(self, names: Collection[str]) -> set[str]:
        """Name everything whose settings environments or hosts have: themselves, their hosts, and groups above."""
        found, waiting = {_EVERYBODY}, [*names, *(host for name in names for host in self.hosts.get(name, ()))]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._within.get(name, ())
        return found


if __name__ == "__main__":
    raise SystemExit(main())
