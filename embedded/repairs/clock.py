"""One clock for all of AWS, which can be advanced.

Stock MiniStack reads the machine's time everywhere, so nothing that depends on a date can be tried out before that
date. AWS of course has the time that it is. Here `embedded.clock.CLOCK` rules whatever tells a caller or a function
which moment it is: the `Date` header of every answer, `requestContext.requestTimeEpoch` and its siblings,
`LastModified` of objects, `$$.Execution.StartTime`, timestamps of stacks and mails, schedules and rules. What measures
durations keeps the machine's time: signatures, sessions, visibility timeouts, waits of state machines, log events and
the functions' own clocks, because advancing them would break things that are under way.

Hooks: `app.formatdate`; `core.responses.datetime`; `time` in the modules of `_TIME_READERS`; `datetime` in
`apigateway_v1`, `ses` and `eventbridge`; `eventbridge._now_ts`.
Endpoints: `GET /_stackyard/clock`, `POST /_stackyard/clock` (see `embedded.clock.goal` for its body).
"""

from __future__ import annotations

import datetime as real_datetime
import time as real_time
from email.utils import formatdate
from typing import Any

from embedded import control, hooks, saved
from embedded.clock import CLOCK, goal, iso

# S3, SQS and SNS are not among these: they stamp queued messages, whose visibility is a duration.
_TIME_READERS = ("apigateway", "apigateway_v1", "scheduler", "ses", "ses_v2")


class _MovedTime:
    """The module `time` with our clock's reading."""

    def __getattr__(self, name: str) -> Any:
        return getattr(real_time, name)

    def time(self) -> float:
        return CLOCK.now()

    def gmtime(self, seconds: float | None = None) -> real_time.struct_time:
        return real_time.gmtime(CLOCK.now() if seconds is None else seconds)

    def strftime(self, layout: str, moment: Any = None) -> str:
        return real_time.strftime(layout, real_time.localtime(CLOCK.now()) if moment is None else moment)


class _AnyDatetime(type):
    """Makes real datetimes instances of the moved class, so that callers' isinstance checks keep working."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, real_datetime.datetime)


class _MovedDatetime(real_datetime.datetime, metaclass=_AnyDatetime):
    """The class `datetime` with our clock's reading; what it returns are ordinary datetimes."""

    @classmethod
    def now(cls, tz: real_datetime.tzinfo | None = None) -> real_datetime.datetime:  # type: ignore[override] # an ordinary one, by design
        return real_datetime.datetime.fromtimestamp(CLOCK.now(), tz)

    @classmethod
    def utcnow(cls) -> real_datetime.datetime:  # type: ignore[override] # an ordinary one, by design
        return CLOCK.moment().replace(tzinfo=None)


class _MovedDatetimeModule:
    """The module `datetime` whose class reads our clock."""

    datetime = _MovedDatetime

    def __getattr__(self, name: str) -> Any:
        return getattr(real_datetime, name)


def apply() -> None:
    """Puts our clock in the place of the machine's and adds the endpoints that read and advance it."""
    hooks.replace("ministack.app", "formatdate", _date_header)
    hooks.replace("ministack.core.responses", "datetime", _MovedDatetime)
    for module in _TIME_READERS:
        hooks.replace(f"ministack.services.{module}", "time", _MovedTime())
    hooks.replace("ministack.services.apigateway_v1", "datetime", _MovedDatetimeModule())
    hooks.replace("ministack.services.ses", "datetime", _MovedDatetime)
    hooks.replace("ministack.services.eventbridge", "datetime", _MovedDatetime)
    hooks.replace("ministack.services.eventbridge", "_now_ts", CLOCK.now)
    saved.keep("clock", CLOCK.state, CLOCK.restore)
    control.route("GET", "/clock")(read)
    control.route("POST", "/clock")(advance)


def read(_request: control.Request) -> dict[str, Any]:
    """The clock: its reading in UTC, how far it is ahead of the machine, and when something fires next."""
    due = CLOCK.next_due()
    return {
        "now": iso(CLOCK.now()),
        "offset_seconds": round(CLOCK.offset, 3),
        "next_due": None if due is None else iso(due),
    }


def advance(request: control.Request) -> dict[str, Any]:
    """Moves the clock forward; also tells what fired on the way, in order."""
    if not isinstance(request.json, dict):
        raise control.BadRequestError('send a JSON object such as {"advance_seconds": 3600}')
    fired = CLOCK.advance_to(goal(request.json, CLOCK.now()))
    return {**read(request), "fired": fired}


def _date_header(timeval: float | None = None, localtime: bool = False, usegmt: bool = False) -> str:  # noqa: FBT001, FBT002, RUF100 - the signature of the function in whose place it stands
    return formatdate(CLOCK.now() if timeval is None else timeval, localtime, usegmt)
