"""The commands of `bin/local`. Data goes to stdout, errors to stderr with exit code 1."""

from __future__ import annotations

import argparse
import json
import os
import sys

from embedded.lifecycle import clock, service, status
from embedded.lifecycle.errors import LifecycleError
from embedded.lifecycle.record import read_record
from embedded.lifecycle.settings import Settings, read_settings


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = read_settings(getattr(options, "port", None), partition=options.partition)
        told = _run(options, settings)
    except LifecycleError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    sys.stdout.write(f"{told}\n")
    return 0


def _run(options: argparse.Namespace, settings: Settings) -> str:
    match options.command:
        case "up":
            return service.up(settings)
        case "down":
            return service.down(settings)
        case "reset":
            return service.reset(settings)
        case "status":
            found = status.read_status(settings)
            return json.dumps(found, indent=2) if options.json else status.as_text(found)
        case "clock":
            return clock.run(_running_port(settings), options.words, options.zone)
    return _follow_log(settings, follow=options.follow)


def _running_port(settings: Settings) -> int:
    record = read_record(settings.state)
    if record is None:
        raise LifecycleError("the embedded AWS does not run", given=str(settings.state), remedy="bin/local up")
    return record.port


def _follow_log(settings: Settings, *, follow: bool) -> str:
    if not settings.log.exists():
        raise LifecycleError("there is no log yet", given=str(settings.log), remedy="bin/local up")
    sys.stdout.flush()
    arguments = ["tail", "-n", "200", *(["-F"] if follow else []), str(settings.log)]
    os.execvp("tail", arguments)  # noqa: S606 - no shell is wanted: the log's path is an argument, not a command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/local", add_help=False)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up").add_argument("--port")
    commands.add_parser("down")
    commands.add_parser("reset")
    commands.add_parser("status").add_argument("--json", action="store_true")
    commands.add_parser("logs").add_argument("-f", "--follow", action="store_true")
    moves = commands.add_parser("clock")
    moves.add_argument("words", nargs="*")
    moves.add_argument("--zone")
    for command in commands.choices.values():
        command.add_argument("--partition")
    return parser


if __name__ == "__main__":
    sys.exit(main())
