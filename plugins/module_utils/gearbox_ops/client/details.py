"""Everything about one file, a line for each thing that is known."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from .screen import Screen
from .tables import File, size
from .texts import one_line
from .times import local

_LABEL = 14
_ROWS = (
    ("name", "key"), ("id", "file_id"), ("state", "state"), ("kind", "kind"), ("type", "sniffed_type"),
    ("declared", "declared_type"), ("sha256", "sha256"), ("version", "version_id"),
)  # fmt: skip
_MOMENTS = (("received", "received_at"), ("started", "started_at"), ("finished", "finished_at"))


def details(file: File, screen: Screen, zone: tzinfo | None = None) -> Iterator[str]:
    """Tell everything about a file."""
    for label, value in _values(file, zone):
        yield from _told(label, value, screen)
    metadata = file.get("metadata")
    if isinstance(metadata, Mapping) and metadata:
        yield ""
        for label, value in _leaves(metadata):
            yield from _told(label, value, screen)
    history = file.get("history")
    if isinstance(history, Sequence) and history:
        yield ""
        yield "attempts"
        for attempt in history:
            yield from _told("", _attempt(attempt, zone), screen)


def _values(file: File, zone: tzinfo | None) -> Iterator[tuple[str, str]]:
    for label, name in _ROWS:
        if file.get(name):
            yield label, str(file[name])
        if name == "declared_type" and file.get("type_matches") is False:
            yield "", "which is not what the file holds"
    if isinstance(file.get("size"), int):
        yield "size", f"{file['size']} bytes ({size(file)})" if file["size"] >= 1024 else size(file)  # noqa: PLR2004
    for label, name in _MOMENTS:
        if file.get(name):
            yield label, local(file[name], zone)
    failure = file.get("failure")
    if isinstance(failure, Mapping):
        passes = "it may pass by itself" if failure.get("transient") else "trying again will not help"
        yield "failure", f"{failure.get('type')}: {failure.get('reason')} ({passes})"
    if file.get("sample"):
        yield "message", str(file["sample"])


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, item in value.items():
        label = f"{path}.{name}" if path else str(name)
        if isinstance(item, Mapping) and item:
            yield from _leaves(item, label)
        elif isinstance(item, list):
            yield label, ", ".join(map(str, item)) or "none"
        elif item is not None:
            yield label, {True: "yes", False: "no"}.get(item, str(item)) if isinstance(item, bool) else str(item)


def _attempt(attempt: object, zone: tzinfo | None) -> str:
    if not isinstance(attempt, Mapping):
        return str(attempt)
    seconds = f" after {attempt['seconds']:.1f} s" if isinstance(attempt.get("seconds"), int | float) else ""
    error = ": ".join(str(attempt[name]) for name in ("error_type", "reason") if attempt.get(name))
    return f"{local(attempt.get('at'), zone)}  {attempt.get('outcome')}{seconds}" + (f"  {error}" if error else "")


def _told(label: str, value: str, screen: Screen) -> Iterator[str]:
    head, text = one_line(label), one_line(value)
    first = f"{head:<{_LABEL}}" if len(head) < _LABEL else f"{head} "
    if not screen.width:
        yield f"{first}{text}".rstrip()
        return
    yield from textwrap.wrap(
        text, screen.width - 1, initial_indent=first, subsequent_indent=" " * _LABEL, break_on_hyphens=False
    ) or [first.rstrip()]
