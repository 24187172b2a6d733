"""Begins a new environment from one that exists: its settings with their comments, and its place in the inventory.

Nothing is overwritten, and whatever turns out wrong is taken back: an environment exists whole or not at all.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import StackyardError
from ..faults import Faults
from ..files import write_atomically
from ..schema.check import PLACEHOLDER
from ..schema.model import Schema
from ..schema.places import in_folder
from .checking import check_environments
from .inventory import INVENTORY, Inventory
from .inventory_text import with_environment

LONGEST = 20
"""Characters of a name: ``stackyard-<name>-`` leaves CloudFormation room for names of resources, 63 for a bucket's."""

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_KIT = ("account", "foundation", "shared", "ephemeral")
# What belongs to the account that the environment was copied from.
_OF_ACCOUNT = ("aws_profile", "aws_role_arn", "aws_role_session_name", "aws_external_id")
_ACCOUNT = "aws_account_id"


@dataclass(frozen=True)
class Wanted:
    """A new environment: its name, the one it is copied from, the group of its partition, its regions and account."""

    name: str
    source: str
    partition: str
    regions: Sequence[str]
    account: str = ""


def check_name(name: str, groups: Collection[str], systems: Collection[str]) -> None:
    """Refuse a name that no environment can have. Raises ``StackyardError``."""
    remedy = f"up to {LONGEST} lower-case letters, digits and single hyphens, such as staging or test-2"
    if not _NAME.fullmatch(name) or len(name) > LONGEST:
        raise StackyardError("this is no name of an environment", given=name, remedy=remedy)
    if name in groups:
        raise StackyardError(
            "the inventory has a group of this name", given=name, remedy="bin/env list; choose another"
        )
    if name in {*systems, *_KIT}:
        raise StackyardError("a system or a part of the kit is called so", given=name, remedy="choose another name")
    near = [one for one in groups if name.startswith(f"{one}-") or one.startswith(f"{name}-")]
    if near:
        raise StackyardError(
            f"stacks of {name} could not be told from those of {near[0]} by their names",
            given=f"stackyard-{name}-..., stackyard-{near[0]}-...",
            remedy=f"choose a name that does not begin like {near[0]}, such as {'-'.join(reversed(name.split('-')))}",
        )


def make(root: Path, wanted: Wanted, read: Callable[[], Inventory]) -> list[str]:
    """Write a new environment; gives the places to fill in. Raises ``StackyardError``, and nothing is changed then."""
    folder = root / "group_vars" / wanted.name
    inventory = root / INVENTORY
    before = inventory.read_text(encoding="utf-8")
    after = with_environment(before, wanted.partition, wanted.name, wanted.regions)
    if folder.exists() or folder.with_suffix(".yml").exists():
        remedy = f"remove group_vars/{wanted.name}, or choose another name"
        raise StackyardError("there are settings for an environment of this name", given=str(folder), remedy=remedy)
    try:
        _copy(root, wanted, folder)
        write_atomically(inventory, after.encode())
        faults = Faults(f"the new environment {wanted.name}")
        check_environments(Schema.read(root), read(), [wanted.name], faults)
        faults.raise_if_any()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        write_atomically(inventory, before.encode())
        raise
    places = in_folder(root / "group_vars", wanted.name, root)
    return [f"{place}: {place.name}" for place in places if str(place.raw).startswith(PLACEHOLDER)]


def _copy(root: Path, wanted: Wanted, folder: Path) -> None:
    source = root / "group_vars" / wanted.source
    files = sorted(source.glob("*.yml"))
    if not files:
        remedy = "name one that has a folder in group_vars: --from dev"
        raise StackyardError("there are no settings to begin from", given=f"group_vars/{wanted.source}", remedy=remedy)
    making = folder.with_name(f".{wanted.name}.new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for file in files:
        (making / file.name).write_text(_settings(file.read_text(encoding="utf-8"), wanted), encoding="utf-8")
    making.rename(folder)


def _settings(text: str, wanted: Wanted) -> str:
    """Give an environment's file as the new one has it; comments stay, and name the new one."""
    lines = [_line(line, wanted) for line in text.splitlines()]
    return "\n".join(lines) + "\n"


def _line(line: str, wanted: Wanted) -> str:
    name = line.partition(":")[0]
    if name == "stackyard_environment":
        return f"stackyard_environment: {wanted.name}"
    if name == _ACCOUNT:
        value = wanted.account or f"{PLACEHOLDER}: your 12-digit {wanted.name} account"
        return f'{_ACCOUNT}: "{value}"'
    if name in _OF_ACCOUNT:
        return f'{name}: ""'
    if line.startswith("#") or PLACEHOLDER in line:
        return re.sub(rf"(?<![\w-]){re.escape(wanted.source)}(?![\w-])", wanted.name, line)
    return line
