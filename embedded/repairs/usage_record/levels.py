"""What is there, and charged for as long as it is: bytes of buckets and tables, alarms, keys.

Lambda asks queues for messages all the time, whether there are any or not; that is paid for, too, though nothing here
asks like that.

Used: `s3._buckets`, `._object_versions`, `dynamodb._tables`, `._item_size_bytes`, `cloudwatch._alarms`,
`kms._keys`, `lambda_svc._esms`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from embedded import hooks

_SERVICES = "ministack.services"
_GB = 1024**3
_PER_ITEM_BYTES = 100  # that AWS adds to each item of a table for its index
_POLLERS, _POLL_SECONDS = 5, 20  # connections to a queue that Lambda keeps at least, and how long each of them waits
_POLLS_A_DAY = _POLLERS * 86400 / _POLL_SECONDS
_ATTEMPTS = 5

Entry = tuple[str, str, float]


def there() -> dict[tuple[str, str], float]:
    """Amounts of a day by kind and resource: GB, numbers of alarms and keys, requests of pollers."""
    for _attempt in range(_ATTEMPTS):
        found: dict[tuple[str, str], float] = defaultdict(float)
        try:
            for kind, name, amount in (*_objects(), *_items(), *_alarms(), *_keys(), *_polls()):
                found[kind, name] += amount
        except RuntimeError:  # a dictionary changed while it was read: requests go on meanwhile
            continue
        return dict(found)
    return {}


def _store(service: str, name: str) -> dict[tuple[Any, ...], Any]:
    found: dict[tuple[Any, ...], Any] = hooks.attribute(f"{_SERVICES}.{service}", name)._data
    return dict(found)


def _objects() -> Iterator[Entry]:
    for (_account, name), bucket in _store("s3", "_buckets").items():
        yield "s3.storage", name, sum(one.get("size", 0) for one in list(bucket["objects"].values())) / _GB
    for (_account, (bucket_name, _key)), versions in _store("s3", "_object_versions").items():
        older = [one.get("size", 0) for one in list(versions) if not one.get("is_latest")]
        yield "s3.storage", bucket_name, sum(older) / _GB


def _items() -> Iterator[Entry]:
    measure = hooks.attribute(f"{_SERVICES}.dynamodb", "_item_size_bytes")
    for key, table in _store("dynamodb", "_tables").items():
        items = [item for sorted_items in list(table["items"].values()) for item in list(sorted_items.values())]
        yield "dynamodb.storage", key[-1], sum(measure(item) + _PER_ITEM_BYTES for item in items) / _GB


def _alarms() -> Iterator[Entry]:
    for key, alarm in _store("cloudwatch", "_alarms").items():
        metrics = [one for one in alarm.get("Metrics") or () if "MetricStat" in one]
        yield "cloudwatch.alarms", key[-1], max(1, len(metrics))  # each metric that an alarm looks at is paid for


def _keys() -> Iterator[Entry]:
    for key, found in _store("kms", "_keys").items():
        if found.get("KeyManager", "CUSTOMER") == "CUSTOMER":  # AWS's own keys are free
            yield "kms.keys", key[-1], 1


def _polls() -> Iterator[Entry]:
    for source in _store("lambda_svc", "_esms").values():
        arn = str(source.get("EventSourceArn", ""))
        if arn.split(":")[2:3] == ["sqs"] and source.get("State") == "Enabled":
            yield "sqs.polls", arn.rpartition(":")[2], _POLLS_A_DAY
