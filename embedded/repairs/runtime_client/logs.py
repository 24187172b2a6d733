"""What Lambda itself writes around a function's log: in text, or as JSON where the function's log format is JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from embedded.repairs.runtime_client.environment import logs_json


@dataclass(frozen=True)
class Invocation:
    """The figures of one invocation, for its report."""

    request_id: str
    duration_ms: int
    peak_memory_mb: int
    failed: bool


def platform_lines(config: Mapping[str, Any], invocation: Invocation, output: Sequence[str]) -> list[str]:
    """The log events of one invocation: start, the function's own lines, end and report."""
    if logs_json(config):
        return [_json_start(config, invocation), *output, _json_report(config, invocation)]
    request = f"RequestId: {invocation.request_id}"
    report = [
        f"REPORT {request}",
        f"Duration: {invocation.duration_ms}.00 ms",
        f"Billed Duration: {invocation.duration_ms} ms",
        f"Memory Size: {config.get('MemorySize', 128)} MB",
        f"Max Memory Used: {invocation.peak_memory_mb} MB",
    ]
    return [
        f"START {request} Version: {config.get('Version', '$LATEST')}",
        *output,
        f"END {request}",
        "\t".join(report),
    ]


def _json_start(config: Mapping[str, Any], invocation: Invocation) -> str:
    record = {"requestId": invocation.request_id, "version": config.get("Version", "$LATEST")}
    return _platform_event("platform.start", record)


def _json_report(config: Mapping[str, Any], invocation: Invocation) -> str:
    metrics = {
        "durationMs": invocation.duration_ms,
        "billedDurationMs": invocation.duration_ms,
        "memorySizeMB": config.get("MemorySize", 128),
        "maxMemoryUsedMB": invocation.peak_memory_mb,
    }
    status = "error" if invocation.failed else "success"
    return _platform_event(
        "platform.report", {"requestId": invocation.request_id, "metrics": metrics, "status": status}
    )


def _platform_event(kind: str, record: dict[str, Any]) -> str:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"time": now, "type": kind, "record": record})
