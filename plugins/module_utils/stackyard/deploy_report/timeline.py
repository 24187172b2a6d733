"""Lays spans out on one axis, in per cent of its width, with a mark at every round number of seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..progress.rows import seconds_text
from .model import Span, StackRun

_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600)  # seconds
_MARKS = 6  # at most, or labels would touch on a telephone
_TENTH, _TEN = 0.1, 10.0  # seconds
_LEAST = 0.6  # per cent; what took no time must still be seen


@dataclass(frozen=True)
class Bar:
    """A span, from ``left`` on and ``width`` wide, both in per cent."""

    span: Span
    left: float
    width: float

    @property
    def text(self) -> str:
        """What it says when somebody points at it."""
        why = f": {self.span.reason}" if self.span.reason else ""
        return f"{self.span.verb} {self.span.resource}, {self.span.ending}, {took(self.span)}{why}"


@dataclass(frozen=True)
class Track:
    """All bars of one resource, ``whole`` where it is the stack itself."""

    label: str
    type: str
    bars: tuple[Bar, ...]
    whole: bool = False

    @property
    def seconds(self) -> str:
        """How long all of it took."""
        return readable(sum(bar.span.ended - bar.span.began for bar in self.bars))

    @property
    def failed(self) -> bool:
        """Whether anything of it failed."""
        return any(bar.span.ending == "failed" for bar in self.bars)


@dataclass(frozen=True)
class Group:
    """The tracks of one stack."""

    stack: StackRun
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class Timeline:
    """The axis: ``marks`` are (per cent, label); a group for each stack at which anything happened."""

    groups: tuple[Group, ...]
    marks: tuple[tuple[float, str], ...]


def timeline(stacks: Sequence[StackRun]) -> Timeline:
    """Lay out all spans of a run."""
    spans = [span for stack in stacks for span in stack.spans]
    if not spans:
        return Timeline((), ())
    began = min(span.began for span in spans)
    length = max(max(span.ended for span in spans) - began, 0.001)
    groups = tuple(Group(stack, tuple(_tracks(stack, began, length))) for stack in stacks if stack.spans)
    return Timeline(groups, _marks(length))


def took(span: Span) -> str:
    """How long a span lasted."""
    return readable(span.ended - span.began)


def readable(seconds: float) -> str:
    """Write seconds, short ones with a decimal."""
    if seconds < _TENTH:
        return "< 0.1 s"
    return f"{seconds:.1f} s" if seconds < _TEN else seconds_text(seconds)


def _tracks(stack: StackRun, began: float, length: float) -> list[Track]:
    found: dict[str, list[Bar]] = {}
    for span in stack.spans:
        left = min((span.began - began) / length * 100, 100 - _LEAST)
        width = min(max((span.ended - span.began) / length * 100, _LEAST), 100 - left)
        found.setdefault(span.resource, []).append(Bar(span, round(left, 2), round(width, 2)))
    tracks = [
        Track(name, bars[0].span.type.removeprefix("AWS::"), tuple(bars), whole=name == stack.name)
        for name, bars in found.items()
    ]
    return sorted(tracks, key=lambda track: not track.whole)


def _marks(length: float) -> tuple[tuple[float, str], ...]:
    step = next((one for one in _STEPS if length / one <= _MARKS), _STEPS[-1])
    count = int(length / step)
    every = max(1, count // _MARKS)
    return tuple((round(at * step / length * 100, 2), _label(at * step, step)) for at in range(0, count + 1, every))


def _label(seconds: float, step: float) -> str:
    return f"{seconds / 60:g} min" if step >= 60 else f"{round(seconds, 1):g} s"  # noqa: PLR2004  # seconds in a minute
