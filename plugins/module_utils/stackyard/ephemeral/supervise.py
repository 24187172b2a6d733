"""Brings a copy up, runs a command for it, and takes it away: however the first two end.

Whoever presses Ctrl-C ends what runs, not the removal, which stands apart from the terminal's signals. Only a process
that is killed outright removes nothing; the copy's end stands in its tags, and the reaper comes for it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from ..errors import StackyardError
from ..interruption import signals, tell_in_handler
from .ended import BY_SIGNAL, Ended

_BY_KEYS = (signal.SIGINT, signal.SIGQUIT)  # Ctrl-C and Ctrl-\
_HARDER = (None, signal.SIGTERM, signal.SIGKILL)  # what a child gets that goes on: the same signal, then these

Begin = Callable[[], "subprocess.Popen[str]"]
Say = Callable[[str], None]


@dataclass
class Ears:
    """Hears the signals that are to end a run, passes them on to what runs, and only counts them during the removal."""

    say: Say
    heard: list[int] = field(default_factory=list)
    removing: str = ""
    child: subprocess.Popen[str] | None = None

    @contextmanager
    def open(self) -> Iterator[Ears]:
        """Hear, until the block ends."""
        before = {number: signal.signal(number, self._hear) for number in signals()}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def wait(self, begin: Begin) -> int:
        """Run a child to its end; its exit code, as a shell tells it. Nothing is begun once a signal was heard."""
        if self.heard:
            return self.code
        self.child = begin()
        if self.heard:  # between the two lines above
            self.child.send_signal(self.heard[0])
        try:
            code = self.child.wait()
        finally:
            self.child = None
        return BY_SIGNAL - code if code < 0 else code

    @property
    def code(self) -> int:
        """The exit code that tells the first signal; 0 where none was heard."""
        return BY_SIGNAL + self.heard[0] if self.heard else 0

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.heard.append(number)
        if self.removing:
            tell_in_handler(self.say, self.removing)
        elif self.child:
            self._pass_on(self.child, number)

    def _pass_on(self, child: subprocess.Popen[str], number: int) -> None:
        """Let a child hear it, too; one that goes on all the same is asked harder each time."""
        times = len(self.heard)
        harder = _HARDER[min(times, len(_HARDER)) - 1]
        if times == 1 and number in _BY_KEYS and _in_foreground():
            return  # the terminal told all processes of the group already
        with suppress(ProcessLookupError):
            child.send_signal(harder or number)


def _in_foreground() -> bool:
    """Whether the keys of a terminal reach this process and its children by itself."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


@dataclass(frozen=True)
class Steps:
    """What a run is made of: children that bring the copy up and do the work, what takes it away, what comes after.

    ``remove`` gives an exit code. What it begins has its output in a pipe, and a process group of its own.
    """

    bring_up: Begin
    work: Begin
    remove: Callable[[], int]
    forget: Callable[[], None]


def supervise(name: str, steps: Steps, ears: Ears) -> Ended:
    """Do the steps; the removal however the others end."""
    ended = Ended()
    with ears.open():
        try:
            ended.brought_up = ears.wait(steps.bring_up)
            if not ended.brought_up:
                ended.worked = ears.wait(steps.work)
        except (OSError, StackyardError) as error:
            ears.say(f"error: {error}")
        finally:
            ears.removing = f"{name} is being taken away already, which takes a moment and ends by itself"
            if ears.heard:
                ears.say(f"interrupted: taking {name} away first")
            ended.removed = steps.remove()
            if ended.removed == 0:
                steps.forget()
    ended.heard = ears.code
    return ended


def take_away(begin: Begin, say: Say) -> int:
    """Run the removal to its end, telling what it tells, even where nobody listens any more; its exit code."""
    child = begin()
    assert child.stdout  # noqa: S101  # it is begun with a pipe
    with child.stdout:
        for line in child.stdout:
            say(line.rstrip("\n"))
    return child.wait()
