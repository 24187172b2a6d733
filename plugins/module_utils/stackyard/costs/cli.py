"""``bin/costs``: what an environment has cost in the last 30 days, and how that stands to its budget."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..files import write_atomically
from ..outcome import outcome
from ..settings.environment import ROOT, SettingsOf, environment_settings
from ..short_life import run
from .model import Overview
from .overview import SETTINGS, overview
from .table import csv_of, document_of, lines_of

_OWNER_ONLY = 0o600

OverviewOf = Callable[..., Overview]


def main(
    argv: Sequence[str] | None = None,
    *,
    root: Path = ROOT,
    settings_of: SettingsOf = environment_settings,
    overview_of: OverviewOf = overview,
) -> int:
    """Print the costs; exit code 0, 1 with an error on stderr, or 130 after Ctrl-C."""
    options = _options(argv)

    def tell() -> int:
        settings = settings_of(options.environment, SETTINGS)
        found = overview_of(root, settings, fresh=options.fresh)
        page = options.html is not None
        sys.stdout.write(f"{_page(options, settings, found)}\n" if page else _text(options, found))
        return 0

    return outcome(tell)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/costs", add_help=False, usage="bin/costs --help")
    parser.add_argument("environment", nargs="?", default="local")
    parser.add_argument("--fresh", action="store_true")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--days", action="store_true")
    form.add_argument("--json", action="store_true")
    form.add_argument("--csv", action="store_true")
    form.add_argument("--html", nargs="?", const="")
    return parser.parse_args(argv)


def _text(options: argparse.Namespace, found: Overview) -> str:
    if options.json:
        return f"{json.dumps(document_of(found), indent=2)}\n"
    if options.csv:
        return csv_of(found)
    return "".join(f"{line}\n" for line in lines_of(found, days=options.days))


def _page(options: argparse.Namespace, settings: Mapping[str, Any], found: Overview) -> Path:
    """Write the page where it is wanted, and say where that is."""
    from .page import render  # noqa: PLC0415 - who wants a table does without Jinja

    usual = Path(settings["build_folder"]) / "reports" / f"{options.environment}-costs.html"
    path = Path(options.html) if options.html else usual
    write_atomically(path, render(found).encode(), mode=_OWNER_ONLY)
    return path


if __name__ == "__main__":
    run(main)
