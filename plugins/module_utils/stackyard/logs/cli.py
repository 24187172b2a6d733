"""``bin/logs``: what an environment's functions, APIs and state machines log, merged and in short.

Events go to stdout, everything else to stderr. Libraries that take long to start are imported after the arguments are
understood, where Ctrl-C ends it quietly.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO

from ..errors import StackyardError
from ..outcome import INTERRUPTED, told
from ..settings.environment import ROOT, environment_settings, known_environments
from ..settings.short_lived import short_lived
from .moments import since

if TYPE_CHECKING:
    from .command import Opened
    from .screen import Screen

_BACK, _BACK_FOLLOWING = "1h", "5m"
SettingsOf = Callable[[str, Iterable[str]], dict[str, Any]]


def main(argv: Sequence[str] | None = None, *, settings_of: SettingsOf = environment_settings) -> int:
    """Show logs; exit code 0, 1 with an error on stderr, 130 after Ctrl-C while nothing is followed yet."""
    options = _options(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as well as Ctrl-C does
    following = False
    try:
        opened = _opened(options, settings_of)
        following = options.follow
        (_follow if following else _show)(opened, _screen(opened))
    except StackyardError as error:
        return told(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has seen enough
    except KeyboardInterrupt:
        return 0 if following else INTERRUPTED
    return 0


def _opened(options: argparse.Namespace, settings_of: SettingsOf) -> Opened:
    """Check what was asked for before anything slow is done, then find out what there is to read."""
    back = options.since or (_BACK_FOLLOWING if options.follow else _BACK)
    moment = since(back, datetime.now().astimezone())
    from .command import Asked, open_logs, pattern, request_id  # noqa: PLC0415 - see above

    request = "" if options.request is None else request_id(options.request)
    asked = Asked(moment, tuple(options.name), pattern(options.grep), request)
    from ..target import Target  # noqa: PLC0415 - boto3

    target = Target.from_mapping(_settings_of_one(options, settings_of))
    try:
        return open_logs(target, asked)
    except StackyardError:
        _refuse_environments(options)  # only now, as a function may be called so
        raise


def _refuse_environments(options: argparse.Namespace) -> None:
    """Tell whoever names an environment as other commands want it. Raises ``StackyardError``."""
    for name in options.name:
        if name in (*known_environments(), *short_lived(ROOT)):
            others = " ".join(one for one in options.name if one != name)
            raise StackyardError(
                "this is an environment, and logs are chosen by systems and functions",
                given=name,
                remedy=f"bin/logs --env {name} {others}".rstrip(),
            )


def _settings_of_one(options: argparse.Namespace, settings_of: SettingsOf) -> dict[str, Any]:
    """Settings of the one target that is meant. Raises ``StackyardError`` where there are several to choose from."""
    found = settings_of(options.env, ["stackyard_target", "stackyard_hosts"])
    hosts: list[str] = found["stackyard_hosts"]
    if options.limit and options.limit not in hosts:
        raise StackyardError(
            f"environment {options.env} has no target of this name",
            given=f"--limit {options.limit}",
            remedy=f"choose from: {', '.join(hosts)} (the hosts of inventory.yml)",
        )
    if len(hosts) == 1:
        settings: dict[str, Any] = found["stackyard_target"]
        return settings
    if not options.limit:
        raise StackyardError(
            f"environment {options.env} has several targets, and logs are read from one at a time",
            given=", ".join(hosts),
            remedy=f"choose one: --limit {hosts[0]}; playbooks/logs.yml shows those of all, one after the other",
        )
    chosen: dict[str, Any] = settings_of(options.limit, ["stackyard_target"])["stackyard_target"]
    return chosen


def _show(opened: Opened, screen: Screen) -> None:
    shown = False
    for line in opened.past_lines(screen):
        sys.stdout.write(f"{line}\n")
        shown = True
    sys.stdout.flush()
    for line in [*opened.missing_lines(), *([] if shown else [opened.nothing()])]:
        _say(line)


def _follow(opened: Opened, screen: Screen) -> None:
    told: set[str] = set()
    for lines in opened.coming_lines(screen, _say):
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
        for line in opened.missing_lines():
            if line not in told:
                _say(line)
        told.update(opened.missing_lines())


def _screen(opened: Opened) -> Screen:
    from .screen import Screen  # noqa: PLC0415 - see above

    today = datetime.now().astimezone().date()
    terminal, colour = sys.stdout.isatty(), coloured(sys.stdout, os.environ)
    return Screen(opened.sources, terminal, colour, grep=opened.asked.grep, today=today)


def coloured(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to colour what goes to a stream: on a terminal that can, unless ``NO_COLOR`` forbids it."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/logs", add_help=False, usage="bin/logs --help")
    parser.add_argument("name", nargs="*")
    parser.add_argument("--env", default="local")
    parser.add_argument("-f", "--follow", action="store_true")
    for name in ("limit", "since", "grep"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--request")
    return parser.parse_args(argv)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # without waiting for pages that were asked for and that nobody wants any more
