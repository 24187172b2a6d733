"""``bin/ephemeral``: reads the words of its command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..outcome import outcome
from ..target import ROOT
from .commands import Commands


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run one command; its exit code: 0, 1 with an error on stderr, that of the playbook or of what `run` ran."""
    options = _options(argv)
    return outcome(lambda: int(_COMMANDS[options.verb](options, Commands(root))))


_COMMANDS = {
    "up": lambda given, do: do.up(given.source, given.name, given.ttl, _extra(given)),
    "run": lambda given, do: do.run(given.source, given.name, given.ttl, _extra(given), given.command),
    "down": lambda given, do: do.down(given.source, given.name),
    "list": lambda given, do: do.list(given.source),
    "reap": lambda given, do: do.reap(given.source, ["--check"] if given.check else []),
    "extend": lambda given, do: do.extend(given.name),
}


def _extra(options: argparse.Namespace) -> list[str]:
    return [word for value in options.extra for word in ("-e", value)]


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    words = list(sys.argv[1:] if argv is None else argv)
    command: list[str] = []
    dashes = "--" in words
    if dashes:
        at = words.index("--")
        words, command = words[:at], words[at + 1 :]
    parser = argparse.ArgumentParser(prog="bin/ephemeral", add_help=False, usage="bin/ephemeral --help")
    verbs = parser.add_subparsers(dest="verb", required=True, prog="bin/ephemeral")
    for verb in _COMMANDS:
        one = verbs.add_parser(verb, add_help=False, usage="bin/ephemeral --help", allow_abbrev=False)
        one.add_argument("--from", dest="source", default="local")
        if verb in ("up", "run"):
            one.add_argument("--ttl", default="")
            one.add_argument("--name", default="")
            one.add_argument("-e", dest="extra", action="append", default=[])
        if verb in ("down", "extend"):
            one.add_argument("name", nargs="?", default="")
        if verb == "reap":
            one.add_argument("--check", action="store_true")
    options = parser.parse_args(words)
    if dashes and (options.verb != "run" or not command):
        parser.error("a command stands after --, and only run takes one")
    options.command = command
    return options


if __name__ == "__main__":
    sys.exit(main())
