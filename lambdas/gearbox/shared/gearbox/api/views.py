"""Records as clients see them: without what only the pipeline works with, and without what is not known."""

from __future__ import annotations

from typing import Any

from gearbox.catalogue.record import FileRecord

_LISTED = (
    "file_id", "key", "state", "kind", "size", "sniffed_type", "type_matches", "received_at", "finished_at", "attempts",
)  # fmt: skip
_WHOLE = (
    *_LISTED, "declared_type", "sha256", "version_id", "etag", "event_time", "started_at", "seconds", "redrives",
    "metadata", "sample",
)  # fmt: skip


def listed(record: FileRecord) -> dict[str, Any]:
    """Give what a list shows of a file."""
    return _view(record, _LISTED)


def whole(record: FileRecord) -> dict[str, Any]:
    """Give everything that is known of a file."""
    history = [_known(vars(attempt)) for attempt in record.history]
    return _view(record, _WHOLE) | ({"history": history} if history else {})


def _view(record: FileRecord, names: tuple[str, ...]) -> dict[str, Any]:
    view = _known({name: getattr(record, name) for name in names})
    return view | ({"failure": vars(record.failure)} if record.failure else {})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", {})}
