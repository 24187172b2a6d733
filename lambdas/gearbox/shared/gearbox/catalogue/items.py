"""Records as items of the table, and the names by which templates and queries know the table's parts.

Numbers, texts and truth values become attributes; what is nested becomes JSON text, which brings back exactly what was
written whatever a hostile file's metadata looks like (DynamoDB knows no empty names and bounds nesting). An attribute
without a value is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from gearbox.catalogue.record import Attempt, Failure, FileRecord, State

SHARDS = 8
BY_TIME, BY_STATE, BY_KIND = "by_time", "by_state", "by_kind"
INDEX_KEYS = {BY_TIME: "shard", BY_STATE: "state_shard", BY_KIND: "kind_shard"}  # each sorted by LISTED_AT
LISTED_AT = "listed_at"
EXPIRES_AT = "expires_at"  # the table's TimeToLive attribute

# What a list shows, beyond the keys of table and index, which every index holds: `NonKeyAttributes` of all indexes.
PROJECTED = (
    "key", "state", "kind", "size", "sniffed_type", "type_matches", "received_at", "finished_at", "attempts",
    "failure_type", "failure_reason", "failure_transient",
)  # fmt: skip

Item = dict[str, dict[str, Any]]

_NESTED = frozenset({"history", "metadata"})
_INTEGERS = frozenset({"generation", "redrives", "size", "attempts", "expires_at"})
_NUMBERS = frozenset({"lease_until", "seconds"})
_TRUTHS = frozenset({"removal", "type_matches"})
_PLAIN = tuple(field.name for field in fields(FileRecord) if field.name not in _NESTED | {"failure"})


def shard_of(file_id: str) -> str:
    """Shard of a file in the indexes, ``0`` to ``7``."""
    return str(int(file_id[:8], 16) % SHARDS)


def to_item(record: FileRecord) -> Item:
    """Write a record as an item, with the keys of its indexes."""
    values: dict[str, Any] = {name: getattr(record, name) for name in _PLAIN}
    if record.failure:
        values |= {f"failure_{name}": value for name, value in vars(record.failure).items()}
    if record.history:
        values["history"] = json.dumps([vars(attempt) for attempt in record.history])
    if record.metadata:
        values["metadata"] = json.dumps(dict(record.metadata))
    values |= _index_keys(record)
    return {name: _typed(value) for name, value in values.items() if value is not None and value != ""}


def from_item(item: Mapping[str, Mapping[str, Any]]) -> FileRecord:
    """Read a record back from an item, or what an index holds of it."""
    values = {name: _value(name, item[name]) for name in _PLAIN if name in item}
    values["state"] = State(values["state"])
    values.setdefault("bucket", "")  # items of indexes leave it out, as a key when the message had none
    values.setdefault("key", "")
    if "failure_type" in item:
        failure = {name: _value(f"failure_{name}", item[f"failure_{name}"]) for name in ("type", "reason", "transient")}
        values["failure"] = Failure(**failure)
    if "history" in item:
        values["history"] = tuple(Attempt(**attempt) for attempt in json.loads(item["history"]["S"]))
    if "metadata" in item:
        values["metadata"] = json.loads(item["metadata"]["S"])
    return FileRecord(**values)


def _index_keys(record: FileRecord) -> dict[str, str]:
    """Lists show what is there; what was removed is only found by asking for that state."""
    shard = shard_of(record.file_id)
    keys = {LISTED_AT: f"{record.received_at}#{record.file_id}", "state_shard": f"{record.state}#{shard}"}
    if record.state is State.REMOVED:
        return keys
    return keys | {"shard": shard} | ({"kind_shard": f"{record.kind}#{shard}"} if record.kind else {})


def _typed(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, (int, float)):
        return {"N": repr(value)}
    return {"S": str(value)}


def _value(name: str, typed: Mapping[str, Any]) -> Any:
    if name in _INTEGERS:
        return int(typed["N"])
    if name in _NUMBERS:
        return float(typed["N"])
    return typed["BOOL"] if "BOOL" in typed else typed["S"]
