"""``bin/estimate``: what an environment costs a month, before anything of it is deployed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..faults import Faults
from ..outcome import outcome
from ..schema.given import given_by_hand, read_given
from ..settings.environment import ROOT, SettingsOf, environment_settings
from ..short_life import run
from .amounts import Estimate
from .table import document_of, lines_of
from .whole import SETTINGS, estimate_environment


def main(
    argv: Sequence[str] | None = None, *, root: Path = ROOT, settings_of: SettingsOf = environment_settings
) -> int:
    """Print the estimate; exit code 0, 1 with an error on stderr, or 130 after Ctrl-C."""
    options = _options(argv)

    def tell() -> int:
        given, settings = read_given(options.extra, root), settings_of(options.environment, SETTINGS)
        if given:
            settings = _settings_with(root, options.environment, given)
        target, found = estimate_environment(root, settings)
        title = f"{target.prefix} ({target.region}{', as on AWS' if target.embedded else ''})"
        sys.stdout.writelines(f"{line}\n" for line in _lines(title, found, options))
        return 0

    return outcome(tell)


def _lines(title: str, found: Estimate, options: argparse.Namespace) -> Iterable[str]:
    if options.json:
        return [json.dumps(document_of(title, found), indent=2)]
    return lines_of(title, found, explained=options.explain)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/estimate", add_help=False, usage="bin/estimate --help")
    parser.add_argument("environment", nargs="?", default="local")
    parser.add_argument("-e", dest="extra", action="append", default=[])
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def _settings_with(root: Path, environment: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Resolve settings as they are with values of the command line, which are not kept for others.

    What is no number is refused here: formulas would take it for 0.
    """
    from ..schema.check import check_names, check_value  # noqa: PLC0415 - as below
    from ..schema.model import Schema  # noqa: PLC0415 - as below
    from ..settings.ansible import resolve  # noqa: PLC0415 - only who gives settings waits for Ansible

    schema, faults = Schema.read(root), Faults("what was given by -e")
    check_names(schema, given)
    for place in given_by_hand(given):
        if place.name in schema.settings and not place.computed:
            with faults.collecting():
                check_value(schema, place, given.__getitem__)
    faults.raise_if_any()
    names = (*SETTINGS, "stackyard_systems", "stackyard_chosen", "stackyard_some_only")
    settings = resolve(root, environment, {name: name for name in names}, given)
    _check_systems(settings, given)
    return settings


def _check_systems(settings: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Refuse systems that there are not: they would cost nothing."""
    from ..chosen import check_known, refuse_no_name  # noqa: PLC0415 - only who gives settings needs it

    if "systems" in given and not settings["stackyard_some_only"]:
        refuse_no_name(settings["stackyard_systems"])
    check_known(settings["stackyard_chosen"], settings["stackyard_systems"])


if __name__ == "__main__":
    run(main)
