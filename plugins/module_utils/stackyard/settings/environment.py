"""Resolved settings of an environment for commands that run outside of a playbook.

Only Ansible knows how ``group_vars`` come together, and asking it takes most of a second. So its answers are kept below
``build/cache``, beside a digest of everything that decided them (``sources``): a command whose settings did not change
reads them within a few milliseconds. Settings may be secret, so only the owner can read the file.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import write_atomically
from . import named
from .short_lived import inventory_of
from .sources import digest, quiet_since, templated_files, usual_inventory

if TYPE_CHECKING:
    from .readable import Inventories

ROOT = named.ROOT
# Resolves Jinja expressions, by names that the answer repeats, for the first host of an environment.
Resolver = Callable[[Path, str, Mapping[str, str]], dict[str, Any]]

# Gives variables of an environment by their names, as `environment_settings` does.
SettingsOf = Callable[[str, Iterable[str]], dict[str, Any]]
# What whoever packages has to know of an environment.
PACKAGING = ("stackyard_target", "stackyard_systems", "stackyard_package", "build_target_folder")

_OWNER_ONLY = 0o600


def environment_settings(
    environment: str,
    names: Iterable[str],
    *,
    root: Path = ROOT,
    environ: Mapping[str, str] = os.environ,
    resolve: Resolver | None = None,
    clock: Callable[[], float] = time.time,
) -> dict[str, Any]:
    """Give variables of an environment's first host by name, resolved; or of a host that is named instead.

    Raises ``StackyardError`` when there is no such environment, or a variable cannot be resolved.
    """
    kept = _Kept(root, environment, environ, clock)
    wanted = dict.fromkeys(names)
    if not all(name in kept.values for name in wanted):
        kept.refresh([*wanted, *kept.values], resolve or _asked_of_ansible)
    return {name: kept.values[name] for name in wanted}


class _Kept:
    """The settings of one environment that were resolved before and still hold."""

    def __init__(self, root: Path, environment: str, environ: Mapping[str, str], clock: Callable[[], float]) -> None:
        self.root, self.environment, self.environ, self.clock = root, environment, environ, clock
        self.path = root / "build" / "cache" / "settings" / f"{environment}.json"
        self.own = inventory_of(root, environment, environ)
        self.values: dict[str, Any] = self._read()

    def _read(self) -> dict[str, Any]:
        if not self.environment.replace("-", "_").isidentifier():  # may lead out of the folder
            return {}
        with suppress(OSError, ValueError, LookupError, TypeError):
            record = json.loads(self.path.read_bytes())
            decided = self._digest(record["variables"], record["files"])
            if record["digest"] == decided and isinstance(record["values"], dict):
                return record["values"]
        return {}

    def refresh(self, names: list[str], resolve: Resolver) -> None:
        """Resolve settings anew, and keep them if that is safe; what was changed meanwhile is not kept."""
        started, before = self.clock(), self._digest((), ())
        outside = self._lookups()
        expressions = {name: name for name in names}
        files = {f"file {number}": path for number, path in enumerate(outside[1] if outside else ())}
        answer = resolve(self.root, self.environment, {**expressions, **files})
        self.values = {name: answer[name] for name in names}
        paths = [answer[label] for label in files if answer[label]]
        same = before == self._digest((), ())
        if outside and same and all(map(os.path.isabs, paths)) and all(quiet_since(started, Path(p)) for p in paths):
            self._write(sorted(outside[0]), sorted(paths))

    def _lookups(self) -> tuple[frozenset[str], list[str]] | None:
        """Environment variables, and expressions of paths ("" where a variable in them is not defined)."""
        from .lookups import Unknowable, lookups_in  # noqa: PLC0415 - Jinja, which kept settings do without

        if not usual_inventory(self.root, self.environ):
            return None
        try:
            found = lookups_in([*templated_files(self.root), *([self.own] if self.own else [])])
        except Unknowable:
            return None
        guarded = [
            f"({path}) if {' and '.join(f'{name} is defined' for name in names) or 'true'} else ''"
            for path, names in sorted(found.files)
        ]
        return found.variables, guarded

    def _digest(self, variables: Iterable[str], files: Iterable[str]) -> str:
        own = [str(self.own)] if self.own else []
        return digest(self.root, self.environ, variables, [*files, *own])

    def _write(self, variables: list[str], files: list[str]) -> None:
        decided = self._digest(variables, files)
        record = {"digest": decided, "variables": variables, "files": files, "values": self.values}
        with suppress(OSError):  # a read-only checkout, a full disk: the next command resolves them again
            write_atomically(self.path, json.dumps(record).encode(), mode=_OWNER_ONLY)


def known_environments(root: Path = ROOT) -> list[str]:
    """Names of the inventory's environments: the groups that have hosts of their own."""
    return sorted(_inventory(root).environments)


def known_hosts(root: Path = ROOT) -> list[str]:
    """Names of the inventory's hosts, of all environments."""
    return sorted(_inventory(root).all_hosts())


def _inventory(root: Path) -> Inventories:
    from .readable import INVENTORY, Inventories  # noqa: PLC0415 - YAML, which kept settings do without

    return Inventories(root, [root / INVENTORY])


def _asked_of_ansible(root: Path, environment: str, expressions: Mapping[str, str]) -> dict[str, Any]:
    from .ansible import resolve  # noqa: PLC0415 - kept settings do without
    from .readable import check_readable  # noqa: PLC0415 - as above

    check_readable(root, [environment])
    return resolve(root, environment, expressions)
