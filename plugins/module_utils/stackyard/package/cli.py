"""``bin/package``: packages functions outside of a playbook, for whoever wants to see what a deployment would ship.

What it prints fits a screen; errors are told as everywhere in the kit. Libraries that take long to start are imported
by the command that needs them, after its arguments are understood, and where Ctrl-C ends the command quietly.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..confirmation import SETTING as CONFIRMED
from ..confirmation import confirm_name
from ..outcome import outcome
from ..settings.environment import PACKAGING, ROOT, SettingsOf, environment_settings
from ..short_life import run

_DAYS = 30  # that artifacts stay at least
_OF_PACKAGING, _SWITCHES = ("explain", "stage", "json"), ("check", "lock", "upgrade", "prune")


def main(
    argv: Sequence[str] | None = None, *, root: Path = ROOT, settings_of: SettingsOf = environment_settings
) -> int:
    """Do what the arguments say; exit code 0, 1 with an error on stderr, or 130 after Ctrl-C."""
    options = _options(argv)

    def work() -> int:
        if options.lock:
            from .commands.locking import main as lock  # noqa: PLC0415 - see above

            return lock([*(["--upgrade"] if options.upgrade else []), "--", *options.function], root)
        for line in (_prune if options.prune else _package)(options, root, settings_of):
            sys.stdout.write(f"{line}\n")
        return 0

    return outcome(work)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/package", add_help=False, usage="bin/package --help")
    parser.add_argument("function", nargs="*")
    parser.add_argument("--env", default="local")
    for name in (*_OF_PACKAGING, *_SWITCHES):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--older-than", type=int)
    parser.add_argument("--confirm")
    options = parser.parse_args(argv)
    for wrong in _misfits(options):
        parser.error(wrong)
    return options


def _misfits(options: argparse.Namespace) -> Iterator[str]:
    """Say which options do not go together: one of them would be ignored."""
    if options.lock and options.prune:
        yield "--lock and --prune are two commands"
    if options.upgrade and not options.lock:
        yield "--upgrade belongs to --lock"
    if not options.prune:
        of_pruning = {"--confirm": options.confirm, "--older-than": options.older_than}
        yield from (f"{name} belongs to --prune" for name, given in of_pruning.items() if given is not None)
    if options.older_than is not None and options.older_than < 1:
        yield "--older-than takes 1 day or more"
    if options.prune and options.function:
        yield "--prune is for a whole environment, not for a function"
    if options.lock and options.check:
        yield "--check does not go with --lock"
    if options.json and options.explain:
        yield "--explain is for people; what --json prints has the reasons in it"
    for name in _OF_PACKAGING:
        if (options.lock or options.prune) and getattr(options, name):
            yield f"--{name} belongs to packaging"


def _prune(options: argparse.Namespace, root: Path, settings_of: SettingsOf) -> Iterable[str]:
    from .commands.pruning import prune_environment  # noqa: PLC0415 - see above

    days = options.older_than or _DAYS
    settings = settings_of(options.env, (*PACKAGING, CONFIRMED))
    _announce(settings)
    if settings.get(CONFIRMED) and not options.check:
        confirm_name(options.env, options.confirm or "", f"bin/package --prune --env {options.env}")
    return prune_environment(root, settings, days=days, check=options.check)


def _package(options: argparse.Namespace, root: Path, settings_of: SettingsOf) -> Iterable[str]:
    from ..compose.function_folders import named_folders  # noqa: PLC0415 - see above

    folders = named_folders(root, options.function)  # a name that fits nothing is told before anything else is done
    settings = settings_of(options.env, PACKAGING)
    _announce(settings)
    from .commands.packaging import Asked, package_environment  # noqa: PLC0415 - see above
    from .told.progress import Progress  # noqa: PLC0415 - see above

    asked = Asked(check=options.check, explain=options.explain, stage=options.stage)
    done = package_environment(root, settings, folders, asked, Progress(_told_at_once))
    return [json.dumps(done.document(), indent=2)] if options.json else done.lines()


def _announce(settings: Mapping[str, Any]) -> None:
    from ..preflight import announce  # noqa: PLC0415 - see above
    from ..target import Target  # noqa: PLC0415 - see above

    announce(Target.from_mapping(settings["stackyard_target"]), _told_at_once)


def _told_at_once(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    run(main)
