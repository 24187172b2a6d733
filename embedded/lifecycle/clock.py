"""`bin/local clock`: what is typed (`+7d`, `until 2026-11-23T23:00`) as a request to the server."""

from __future__ import annotations

import re
from typing import Any

from embedded.lifecycle import api
from embedded.lifecycle.errors import LifecycleError

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_FORMS = "bin/local clock show | +7d | +3h | until 2026-11-23T23:00 [--zone Europe/Warsaw]"


def request_of(words: list[str], zone: str | None) -> dict[str, Any] | None:
    """The body for `POST /clock`; None to only show the clock. LifecycleError for words that mean nothing."""
    match words:
        case [] | ["show"]:
            return None
        case [duration] if found := re.fullmatch(r"\+(\d+)([smhdw])", duration):
            return {"advance_seconds": int(found[1]) * _SECONDS[found[2]]}
        case ["until", moment]:
            return {"until": moment, "zone": zone}
    raise LifecycleError("no such move of the clock", given=" ".join(words), remedy=_FORMS)


def run(port: int, words: list[str], zone: str | None) -> str:
    """Shows or moves the clock of the server on `port`; returns what to tell."""
    request = request_of(words, zone)
    if request is None:
        return _shown(api.call(port, "GET", "/clock"))
    if "until" in request and not zone:
        request["zone"] = _only_zone(api.call(port, "GET", "/schedules"))
    moved = api.call(port, "POST", "/clock", request)
    return "\n".join([*(f"fired {name}" for name in moved["fired"]), _shown(moved)])


def _only_zone(schedules: list[dict[str, Any]]) -> str:
    """The zone that a moment without offset is meant in: that of all schedules if they agree, UTC otherwise."""
    zones = {schedule["zone"] for schedule in schedules}
    return zones.pop() if len(zones) == 1 else "UTC"


def _shown(clock: dict[str, Any]) -> str:
    return f"it is {clock['now']}, next fires {clock['next_due'] or 'nothing'}"
