"""``bin/watch``: finds out what is deployed, then follows the sources until Ctrl-C.

Libraries that take long to start are imported after the arguments are understood, where Ctrl-C ends it quietly.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from ..errors import StackyardError
from ..outcome import INTERRUPTED, told
from ..settings.environment import PACKAGING, ROOT, SettingsOf, environment_settings
from ..short_life import nobody_reads

if TYPE_CHECKING:
    from .following import Following


def main(
    argv: Sequence[str] | None = None, *, root: Path = ROOT, settings_of: SettingsOf = environment_settings
) -> int:
    """Watch until Ctrl-C or SIGTERM; exit code 0 then, 1 with an error on stderr, 130 before anything was watched."""
    options = _options(argv)
    ended = _told_to_end()
    following: Following | None = None
    try:
        from ..preflight import announce  # noqa: PLC0415 - see above
        from ..target import Target  # noqa: PLC0415
        from .prepare import prepared  # noqa: PLC0415
        from .saves import saves  # noqa: PLC0415

        settings = settings_of(options.env, PACKAGING)
        following, folders = prepared(settings, options.function, root, _say)
        announce(Target.from_mapping(settings["stackyard_target"]), _say)
        bursts = saves(folders, ended)
        next(bursts, None)  # what is saved while the session begins is not missed
        following.session.begin()
        following.begun()
        following.follow(bursts)
        _say(following.ended())
    except StackyardError as error:
        return told(error)
    except BrokenPipeError:
        return nobody_reads()
    except KeyboardInterrupt:
        if not following or not following.session.labels:
            return INTERRUPTED
        _say(following.ended())
    return 0


def _told_to_end() -> Event:
    """Take SIGTERM as Ctrl-C. The event says it, too: Python drops an exception where nobody can catch it.

    It would print what it dropped, as if something was wrong.
    """
    ended = Event()

    def end(number: int, frame: FrameType | None) -> NoReturn:
        del number, frame
        ended.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    sys.unraisablehook = _unless_told_to_end
    return ended


def _unless_told_to_end(dropped: sys.UnraisableHookArgs) -> None:
    if dropped.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(dropped)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/watch", add_help=False, usage="bin/watch --help")
    parser.add_argument("function", nargs="*")
    parser.add_argument("--env", default="local")
    return parser.parse_args(argv)


def _say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
