"""What `bin/local status` says, as a document and as one screen."""

from __future__ import annotations

import textwrap
from typing import Any

from embedded.lifecycle import api
from embedded.lifecycle.identity import identity
from embedded.lifecycle.processes import memory_mb
from embedded.lifecycle.record import read_record
from embedded.lifecycle.settings import Settings
from embedded.partition import DEFAULT

_SCREEN = 80  # columns


def read_status(settings: Settings) -> dict[str, Any]:
    """`{"running": false, ...}`, or everything that the running server and its process tell."""
    record = read_record(settings.state)
    basics = {"partition": settings.partition.name, "region": settings.partition.region, "state": str(settings.state)}
    if record is None:
        return {"running": False, "port": settings.port, **basics}
    document = {
        "running": True,
        "port": record.port,
        "url": f"http://127.0.0.1:{record.port}",
        "pid": record.pid,
        "started": record.started,
        "memory_mb": memory_mb(record.pid),
        **basics,
        "stale": record.identity != identity(),
    }
    return document | {"ready": False} | {**(api.describe(record.port) or {})}


def as_text(status: dict[str, Any]) -> str:
    """The status for people."""
    if not status["running"]:
        option = "" if status["partition"] == DEFAULT.name else f" --partition {status['partition']}"
        return f"stopped\n  state   {status['state']}\n  start   bin/local up{option}"
    if not status["ready"]:
        return f"starting, or stuck\n  process {status['pid']}\n  look    bin/local logs"
    clock, counts = status["clock"], status["counts"]
    rows = {
        "url": status["url"],
        "is": f"{status['partition']}, {status['region']}",
        "process": f"{status['pid']}, {status['memory_mb']} MB, since {status['started']}",
        "mail": _mail(status.get("smtp")),
        "clock": f"{clock['now']}{_ahead(clock['offset_seconds'])}",
        "fires": clock["next_due"] or "nothing is scheduled",
        "runtimes": ", ".join(status["runtimes"]["installed"]),
        "repairs": f"{len(status['repairs'])} on MiniStack {status['ministack']}",
        "holds": ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "nothing yet",
        "state": status["state"],
    }
    lines = ["running", *(line for name, text in rows.items() for line in _row(name, text))]
    return "\n".join([*lines, *(line for notice in _notices(status) for line in _row("notice", notice))])


def _mail(smtp: dict[str, Any] | None) -> str:
    return f"SMTP on {smtp['host']}:{smtp['port']}, as {smtp['username']}" if smtp else "by SES only"


def _row(name: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _SCREEN, initial_indent=f"  {name:<9}", subsequent_indent=" " * 11, break_long_words=False
    )


def _notices(status: dict[str, Any]) -> list[str]:
    stand_ins = status["runtimes"]["stand_ins"]
    notices = [
        f"functions for {runtime} run on {other}: install {runtime}, then bin/setup"
        for runtime, other in stand_ins.items()
    ]
    if status["stale"]:
        notices.append("its sources have changed since it was started: bin/local up restarts it")
    return notices


def _ahead(seconds: float) -> str:
    if seconds < 1:
        return ""
    days, rest = divmod(round(seconds), 86400)
    hours, minutes = divmod(rest // 60, 60)
    return f"  (ahead by {days} d {hours} h {minutes} min)"
