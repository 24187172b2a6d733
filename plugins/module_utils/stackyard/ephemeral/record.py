"""The file of an ephemeral environment: written before anything else is made, removed when everything else is gone.

Whoever finds it knows where to look for what is left, whenever a command was killed. It is an inventory (see
``settings.short_lived``), so that every command takes the copy for an environment like any other. What a removal needs
stands in it as well: whatever becomes of the checkout's settings, the copy goes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from ..errors import StackyardError
from ..files import write_atomically
from ..settings.short_lived import folder_of, is_name

_GROUP = "ephemeral"
_OWNER_ONLY = 0o600  # a target's settings may be secret
_COMMENT = "# An ephemeral environment; bin/ephemeral made this file, and removes it again.\n"


@dataclass(frozen=True)
class Record:
    """One copy: of which environment, in which region, how long it lives (``2h``) and until when.

    ``by`` is who made it, for people to read. ``claim`` tells it from a copy of the same name that another machine
    makes at the same time; "" for one that was found without. ``target`` is its target as ``Target.from_mapping`` takes
    it, ``build`` the folder that holds what was made for it here; both are empty until its settings were read.
    """

    name: str
    source: str
    region: str
    ttl: str
    expires: str
    by: str = ""
    claim: str = ""
    target: Mapping[str, Any] = field(default_factory=dict)
    build: str = ""

    @property
    def host(self) -> str:
        """The inventory's host of it."""
        return f"{self.name}-{self.region}"


_KNOWN = frozenset(one.name for one in fields(Record))  # a later kit may have written more


class Records:
    """The files of this checkout's copies."""

    def __init__(self, root: Path, environ: Mapping[str, str] = os.environ) -> None:
        self.root = root
        self.folder = folder_of(root, environ)

    def path(self, name: str) -> Path:
        """Where the file of a copy is. Raises ``StackyardError`` for what is no name of one."""
        if not is_name(name):
            raise StackyardError(
                "this is no name of an ephemeral environment", given=name, remedy="bin/ephemeral list tells them"
            )
        return self.folder / f"{name}.yml"

    def lock(self, name: str) -> Path:
        """Where the lock of a copy is: the one that ``bin/deploy`` takes for it, too. Raises as ``path`` does.

        Beside its file: another embedded AWS may have a copy of the same name.
        """
        return self.path(name).with_suffix(".lock")

    def claim(self, name: str) -> Path:
        """Where the claim of a run on a copy is: beside its file. Raises as ``path`` does."""
        return self.path(name).with_suffix(".claim")

    def all(self) -> list[Record]:
        """All copies that this checkout knows of, by name; a file that nobody can read is left out."""
        found = (self._read(path) for path in sorted(self.folder.glob("*.yml")))
        return [record for record in found if record]

    def find(self, name: str) -> Record | None:
        """The copy of a name, if this checkout knows of it."""
        return self._read(self.path(name))

    def reserve(self, record: Record) -> bool:
        """Write the file of a new copy, whole or not at all, as others read all of them; whether nobody was faster."""
        path = self.path(record.name)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        write_atomically(draft, self._content(record), mode=_OWNER_ONLY)
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return False
        finally:
            draft.unlink(missing_ok=True)
        return True

    def write(self, record: Record) -> None:
        """Write the file of a copy, whole or not at all."""
        write_atomically(self.path(record.name), self._content(record), mode=_OWNER_ONLY)

    def remove(self, name: str) -> None:
        """Forget a copy, with its lock."""
        for path in (self.path(name), self.lock(name)):
            path.unlink(missing_ok=True)

    def _read(self, path: Path) -> Record | None:
        try:
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
            found = _hosts(document)["stackyard_ephemeral_record"]
            return Record(**{name: value for name, value in found.items() if name in _KNOWN})
        except (OSError, ValueError, TypeError, LookupError, AttributeError, yaml.YAMLError):
            return None

    def _content(self, record: Record) -> bytes:
        return (_COMMENT + yaml.safe_dump(_inventory(record, self.root), sort_keys=False)).encode()


def _inventory(record: Record, root: Path) -> dict[str, Any]:
    """The copy as a host of its own. Variables of hosts go before those of every group's files."""
    host = {
        "aws_region": record.region,
        "stackyard_environment": record.name,
        "stackyard_expires": record.expires,
        "stackyard_claim": record.claim,
        "inventory_dir": str(root),  # the repository's, as for every other host
        "stackyard_ephemeral_record": asdict(record),
    }
    copy = {record.name: {"hosts": {record.host: host}}}
    return {"all": {"children": {record.source: {"children": {_GROUP: {"children": copy}}}}}}


def _hosts(document: Any) -> dict[str, Any]:
    """Go down to the only host."""
    group = document["all"]
    while "hosts" not in group:
        (group,) = group["children"].values()
    (host,) = group["hosts"].values()
    return dict(host)
