"""What is used is counted, as Cost Explorer and a bill would tell it.

AWS charges for requests, for time and for what is kept. Stock MiniStack counts none of that. Here every invocation,
call of an API, state of an execution and request to a service that charges for them is counted by resource and day, and
`bin/costs` prices it (`prices/`). Not counted: mails of one bulk call beyond its first, capacity units beyond one a
request, and data that leaves.

Hooks: those of `requests`; used: those of `levels` and `owners`.
Endpoint: `GET /_stackyard/usage`.
"""

from __future__ import annotations

from typing import Any

from embedded import control, saved
from embedded.clock import CLOCK
from embedded.repairs.usage_record import levels, owners, requests
from embedded.usage import USAGE


def apply() -> None:
    """Puts the hooks in place, keeps what is counted, and serves it."""
    requests.apply(USAGE)
    saved.keep("usage", _state, USAGE.restore)
    CLOCK.leaving.append(_look)  # what is there now was there for all the days that are skipped

    @control.route("GET", "/usage")
    def usage(_request: control.Request) -> dict[str, Any]:
        _look()
        USAGE.attribute(owners.of)
        return USAGE.document()


def _look() -> None:
    USAGE.settle(levels.there())


def _state() -> dict[str, Any]:
    """Also asks whose everything is, as a stack may be gone when somebody reads."""
    USAGE.attribute(owners.of)
    return USAGE.state()
