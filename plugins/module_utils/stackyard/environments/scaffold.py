"""Begins a new environment from one that exists: its settings with their comments, and its place in the inventory.

Nothing is overwritten, and whatever turns out wrong is taken back: an environment exists whole or not at all. A command
that is killed may leave the settings without their place; the same command again goes on from there.
"""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from ..errors import StackyardError
from ..faults import Faults
from ..files import read_text, relative, write_atomically
from ..schema.check import PLACEHOLDER
from ..schema.model import Schema
from ..schema.places import in_folder
from ..settings.written import files_in
from .checking import check_environments
from .inventory import INVENTORY, Inventory
from .inventory_text import with_environment

LONGEST = 20
"""Characters of a name: ``stackyard-<name>-`` leaves CloudFormation room for names of resources, 63 for a bucket's."""

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_KIT = ("account", "foundation", "shared", "ephemeral", "localhost")  # the last one is Ansible's own host
# What belongs to the account that the environment was copied from.
_OF_ACCOUNT = ("aws_profile", "aws_role_arn", "aws_role_session_name", "aws_external_id")
_ACCOUNT = "aws_account_id"
_OF_ENVIRONMENT = (_ACCOUNT, "stackyard_environment")


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
    remedy = f"up to {LONGEST} lower-case letters, digits and single hyphens, such as staging or load-test"
    if not _NAME.fullmatch(name) or len(name) > LONGEST or yaml.safe_load(name) != name:  # `on` is true in YAML
        raise StackyardError("this is no name of an environment", given=name, remedy=remedy)
    if name in groups:
        raise StackyardError(
            "the inventory has a group of this name", given=name, remedy="bin/env list; choose another"
        )
    if name in {*systems, *_KIT}:
        raise StackyardError("a system or a part of the kit is called so", given=name, remedy="choose another name")
    near = [one for one in groups if name.startswith(f"{one}-") or one.startswith(f"{name}-")]
    if near:
        other = name.replace("-", "") if "-" in name else f"{name}2"
        raise StackyardError(
            f"stacks of {name} could not be told from those of {near[0]} by their names",
            given=f"stackyard-{name}-..., stackyard-{near[0]}-...",
            remedy=f"choose a name that does not begin like {near[0]}, such as {other}",
        )


def make(root: Path, wanted: Wanted, read: Callable[[], Inventory]) -> list[str]:
    """Write a new environment; gives the places to fill in. Raises ``StackyardError``, and nothing is changed then."""
    folder = root / "group_vars" / wanted.name
    inventory = (root / INVENTORY).resolve()
    before, mode = inventory.read_bytes(), stat.S_IMODE(inventory.stat().st_mode)
    answered = {path.stem for path in folder.parent.glob("aws*.yml")}
    after = with_environment(before.decode(), wanted.partition, wanted.name, wanted.regions, answered)
    files = dict(_files(root, wanted))
    _refuse_others(folder, files)
    try:
        _write(folder, files)
        write_atomically(inventory, after.encode(), mode=mode)
        faults = Faults(f"the new environment {wanted.name}")
        check_environments(Schema.read(root), read(), [wanted.name], faults)
        faults.raise_if_any()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        write_atomically(inventory, before, mode=mode)
        raise
    places = in_folder(root / "group_vars", wanted.name, root)
    return [f"{place}: {place.name}" for place in places if str(place.raw).startswith(PLACEHOLDER)]


def _files(root: Path, wanted: Wanted) -> Iterator[tuple[Path, str]]:
    """Give the files of the new environment, by their paths in its folder."""
    source = root / "group_vars" / wanted.source
    found = list(files_in(source)) if source.is_dir() else []
    if not found:
        remedy = "name one that has a folder in group_vars: --from dev"
        raise StackyardError("there are no settings to begin from", given=f"group_vars/{wanted.source}", remedy=remedy)
    yield from ((path.relative_to(source), _settings(read_text(path, root), wanted)) for path in found)


def _refuse_others(folder: Path, files: dict[Path, str]) -> None:
    """Refuse settings of this name that are there already, unless a run that was killed left just these."""
    beside = [path for path in folder.parent.glob(f"{folder.name}.*") if path.is_file()]
    held = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    ours = set(held) == set(files) and all(held[name].read_bytes() == files[name].encode() for name in files)
    if beside or (folder.exists() and not ours):
        given = relative(folder, folder.parents[1])
        remedy = f"remove {given}, or choose another name"
        raise StackyardError("there are settings for an environment of this name", given=given, remedy=remedy)


def _write(folder: Path, files: dict[Path, str]) -> None:
    if folder.exists():
        return
    making = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(making, ignore_errors=True)
    for name, text in files.items():
        (making / name).parent.mkdir(parents=True, exist_ok=True)
        (making / name).write_text(text, encoding="utf-8")
    making.rename(folder)


def _settings(text: str, wanted: Wanted) -> str:
    """Give an environment's file as the new one has it; comments stay, and name the new one."""
    lines: list[str] = []
    replaced = False
    for line in text.splitlines():
        if replaced and line.startswith((" ", "\t")):  # goes on with a value that is not taken along
            continue
        replaced = line.partition(":")[0] in (*_OF_ACCOUNT, *_OF_ENVIRONMENT)
        lines.append(_line(line, wanted))
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
