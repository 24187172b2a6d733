"""Files in rows: what ``ls`` lists, what ``watch`` draws, what ``stats`` counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from gearbox.catalogue.record import State
from stackyard.text.units import readable

from .names import as_text
from .screen import Screen
from .texts import cut, filled, one_line
from .times import age, short

_STATE, _KIND, _SIZE, _RECEIVED = 10, 10, 10, 11
_HEAD = _STATE + _KIND + _SIZE + _RECEIVED + 8  # with two columns after each
_INDENT = " " * 12
_UNDER_WAY = (State.EXTRACTING, State.RECEIVED)

File = Mapping[str, Any]


def listing(files: Sequence[File], screen: Screen, now: datetime) -> Iterator[str]:
    """List files, one a row, with moments in the zone of ``now``.

    Why one failed stands below it, and its id where its name cannot be typed from the row.
    """
    if not files:
        yield "no files"
        return
    yield _row("STATE", "KIND", "SIZE", "RECEIVED", "NAME")
    for file in files:
        yield from _lines(file, screen, now)


def _lines(file: File, screen: Screen, now: datetime) -> Iterator[str]:
    name = _name(file)
    shown = cut(name, screen.width - _HEAD - 1) if screen.width else name
    row = _row(_word(file, "state"), _word(file, "kind"), size(file), short(file.get("received_at"), now), shown)
    state = _word(file, "state")
    yield screen.state(state, row[:_STATE]) + row[_STATE:]
    if shown != str(file.get("key", "")) or as_text(name) != name:
        yield f"{_INDENT}id {_word(file, 'file_id')}"
    reason = why(file)
    if reason:
        yield _INDENT + (cut(reason, screen.width - len(_INDENT) - 1) if screen.width else reason)


def _row(*cells: str) -> str:
    state, kind, bytes_, received, name = cells
    head = f"{filled(state, _STATE)}  {filled(kind, _KIND)}  {bytes_:>{_SIZE}}  {filled(received, _RECEIVED)}"
    return f"{head}  {name}".rstrip()


def board(stats: Mapping[str, Any], under_way: Sequence[File], screen: Screen, now: datetime, rows: int) -> list[str]:
    """Draw how many files are in each state, and those under way that came first, on ``rows`` lines at most."""
    counts = states(stats)
    told = [screen.state(state, f"{counts[state]} {state}") for state in State if counts[state] or state is State.READY]
    lines = [f"{now:%H:%M:%S}  " + "  ".join(told)]
    for file in sorted(under_way, key=lambda one: str(one.get("received_at", "")))[: max(0, rows - 2)]:
        tail = f"  {size(file):>{_SIZE}}  {age(file.get('received_at'), now):>6}"
        state = str(file.get("state"))
        room = (screen.width or 80) - _STATE - len(tail) - 5
        lines.append(f"  {screen.state(state, filled(one_line(state), _STATE))}  {filled(_name(file), room)}{tail}")
    return lines


def under_way(stats: Mapping[str, Any]) -> int:
    """Count the files that nobody has finished yet."""
    counts = states(stats)
    return sum(counts[state] for state in _UNDER_WAY)


def states(stats: Mapping[str, Any]) -> dict[State, int]:
    """Give the counts by state, 0 for what is missing."""
    told = stats.get("states")
    counts = told if isinstance(told, Mapping) else {}
    return {state: count if isinstance(count := counts.get(state), int) else 0 for state in State}


def statistics(stats: Mapping[str, Any], screen: Screen) -> Iterator[str]:
    """Count files by state and by kind."""
    for state, count in states(stats).items():
        yield f"{count:>10}  {screen.state(state, state)}"
    kinds = stats.get("kinds")
    found = {one_line(kind): count for kind, count in (kinds or {}).items() if isinstance(count, int) and count}
    if found:
        yield ""
    for kind, count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>10}  {kind}"


def why(file: File) -> str:
    """Say in a line why a file failed; empty where it did not."""
    failure = file.get("failure")
    if not isinstance(failure, Mapping) or file.get("state") == State.READY:
        return ""
    return one_line(f"{failure.get('type')}: {failure.get('reason')}")


def size(file: File) -> str:
    """Write a file's size, if it is known."""
    found = file.get("size")
    return readable(found) if isinstance(found, int) else ""


def _name(file: File) -> str:
    return one_line(file.get("key") or "(a message that could not be read)")


def _word(file: File, name: str) -> str:
    return one_line(file.get(name) or "")
