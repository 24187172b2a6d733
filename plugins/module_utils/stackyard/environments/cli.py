"""``bin/env``: which environments there are, what they are set to and where, and how another one begins."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import botocore.session

from ..errors import StackyardError
from ..faults import Faults
from ..files import locked
from ..outcome import outcome
from ..schema.check import check_names
from ..schema.given import in_given_files, read_given
from ..schema.model import Schema
from ..settings.environment import ROOT
from ..text.alike import likely
from ..text.screen import USUAL, columns, fitted
from . import listing, scaffold, showing
from .checking import check_environments, check_folders
from .effective import settings_of
from .explained import explanations
from .inventory import Inventory


def main(argv: Sequence[str] | None = None, *, root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> int:
    """Do what the arguments say; exit code 0, 1 with an error on stderr, or 130 after Ctrl-C."""
    options = _options(argv)

    def tell() -> int:
        width = 0 if getattr(options, "json", False) else columns(sys.stdout)
        for text in _COMMANDS[options.command](options, root, environ):
            sys.stdout.writelines(f"{line}\n" for line in fitted(text, width))
        return 0

    return outcome(tell)


def _list(options: argparse.Namespace, root: Path, environ: Mapping[str, str]) -> Iterable[str]:
    inventory = Inventory.read(root, environ=environ)
    return [_json(list(listing.documents(inventory)))] if options.json else listing.lines(inventory)


def _show(options: argparse.Namespace, root: Path, environ: Mapping[str, str]) -> Iterable[str]:
    schema = Schema.read(root)
    inventory = _inventory_with(options.extra, schema, root, environ)
    explained = explanations(root, schema)
    hosts = inventory.hosts_of(options.environment)
    found = {host: settings_of(inventory, schema, host, explained, options.setting) for host in hosts}
    if options.json:
        return [_json({host: {name: one.document() for name, one in of.items()} for host, of in found.items()})]
    named, width = bool(options.setting), columns(sys.stdout) or USUAL
    told = showing.lines(found[hosts[0]], explain=options.explain or named, whole=named, width=width)
    lines = [f"{hosts[0]}", "", *told]
    for host in hosts[1:]:
        lines += [f"{host}, where it differs", "", *showing.differences(hosts[0], host, found[hosts[0]], found[host])]
    return lines


def _inventory_with(extra: Sequence[str], schema: Schema, root: Path, environ: Mapping[str, str]) -> Inventory:
    given, places = read_given(extra, root), in_given_files(extra, root)
    check_names(schema, given, places)
    return Inventory.read(root, given, environ, places)


def _diff(options: argparse.Namespace, root: Path, environ: Mapping[str, str]) -> Iterable[str]:
    inventory, schema = Inventory.read(root, environ=environ), Schema.read(root)
    names = (options.environment, options.other)
    one, two = (settings_of(inventory, schema, inventory.hosts_of(name)[0], {}, options.setting) for name in names)
    return showing.differences(*names, one, two)


def _check(options: argparse.Namespace, root: Path, environ: Mapping[str, str]) -> Iterable[str]:
    inventory, faults = Inventory.read(root, environ=environ), Faults("the settings")
    names = options.environment or list(inventory.environments)
    check_environments(Schema.read(root), inventory, names, faults)
    check_folders(inventory, faults)
    faults.raise_if_any()
    return [f"settings are good: {', '.join(names)}"]


def _new(options: argparse.Namespace, root: Path, environ: Mapping[str, str]) -> Iterable[str]:
    with locked(root / ".local"):  # two at once would write the inventory over each other
        return _made(options, root, environ)


def _made(options: argparse.Namespace, root: Path, environ: Mapping[str, str]) -> Iterable[str]:
    inventory = Inventory.read(root, environ=environ)
    wanted = _wanted(options, inventory)
    unfilled = scaffold.make(root, wanted, lambda: Inventory.read(root, environ=environ))
    lines = [f"made group_vars/{wanted.name}/ and {', '.join(f'{wanted.name}-{one}' for one in wanted.regions)}"]
    if unfilled:
        lines += ["fill in:", *(f"  {place}" for place in unfilled)]
    return [*lines, f"then: bin/env check {wanted.name}, bin/deploy {wanted.name} --check --diff"]


def _wanted(options: argparse.Namespace, inventory: Inventory) -> scaffold.Wanted:
    """Take what is not given from the environment that the new one is copied from. Raises ``StackyardError``."""
    hosts = inventory.hosts_of(options.source)
    values = inventory.values_of(hosts[0])
    if values("stackyard_embedded"):
        remedy = "--from dev, or another environment of an account; bin/ephemeral makes copies there"
        raise StackyardError("the embedded AWS has one environment a partition", given=options.source, remedy=remedy)
    scaffold.check_name(options.name, inventory.groups, values("stackyard_systems"))
    partition = options.partition.replace("-", "_") or _partition_of(inventory, hosts[0])
    regions = list(dict.fromkeys(options.region)) or [str(inventory.values_of(one)("aws_region")) for one in hosts]
    _check_regions(regions, partition.replace("_", "-"))
    if options.account and not re.fullmatch("[0-9]{12}", options.account):
        raise StackyardError("an account id has 12 digits", given=options.account, remedy="--account 123456789012")
    return scaffold.Wanted(options.name, options.source, partition, regions, options.account)


def _partition_of(inventory: Inventory, host: str) -> str:
    return next(name for name in inventory.groups_of(host) if name.startswith("aws"))


def _check_regions(regions: Sequence[str], partition: str) -> None:
    session = botocore.session.Session()
    known = {one for each in session.get_available_partitions() for one in session.get_available_regions("sts", each)}
    for region in regions:
        if region not in known:  # botocore takes any name that is built like those of a partition
            near = likely(region, sorted(known))
            remedy = f"did you mean {near}? else write one that is newer than this kit into inventory.yml by hand"
            raise StackyardError("no region of this name is known here", given=region, remedy=remedy)
        found = session.get_partition_for_region(region)
        if found != partition:
            remedy = f"--partition {found.replace('-', '_')}, or --region with one of {partition}"
            raise StackyardError(f"region {region} is not in partition {partition}", given=region, remedy=remedy)


def _json(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, default=str)


_COMMANDS = {"list": _list, "show": _show, "diff": _diff, "check": _check, "new": _new}


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the arguments; options may stand between names, which argparse takes from one parser at a time only."""
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = argparse.ArgumentParser(prog="bin/env", add_help=False, usage="bin/env --help")
    chosen.add_argument("command", choices=list(_COMMANDS))
    command = chosen.parse_args(words[:1]).command
    return _parsers()[command].parse_intermixed_args(words[1:], argparse.Namespace(command=command))


def _parsers() -> dict[str, argparse.ArgumentParser]:
    made = {
        name: argparse.ArgumentParser(prog=f"bin/env {name}", add_help=False, usage="bin/env --help")
        for name in _COMMANDS
    }
    made["list"].add_argument("--json", action="store_true")
    made["show"].add_argument("environment")
    made["show"].add_argument("setting", nargs="*")
    made["show"].add_argument("--json", action="store_true")
    made["show"].add_argument("--explain", action="store_true")
    made["show"].add_argument("-e", dest="extra", action="append", default=[])
    made["diff"].add_argument("environment")
    made["diff"].add_argument("other")
    made["diff"].add_argument("setting", nargs="*")
    made["check"].add_argument("environment", nargs="*")
    made["new"].add_argument("name")
    made["new"].add_argument("--from", dest="source", default="dev")
    made["new"].add_argument("--partition", default="")
    made["new"].add_argument("--region", action="append", default=[])
    made["new"].add_argument("--account", default="")
    return made


if __name__ == "__main__":
    raise SystemExit(main())
