"""A schedule at a local time that its zone leaves out once a year: Scheduler leaves out that run with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from .cron_fields import CronError
from .document import Document, Resource
from .e9207_schedule_expression import SCHEDULE
from .rule import Found, KitRule
from .schedule_expressions import Cron, cron
from .settled import settled, together
from .zones import names, skipped_minutes

_ALL_HOURS = 24


class SkippedLocalTime(KitRule):
    """Flags cron expressions of certain hours that fall into the hour which summer time takes away."""

    id = "W9209"
    shortdesc = "A run at a local time that summer time takes away does not happen that day"
    remedy = "choose a time outside of the change, or the zone UTC"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each schedule whose expression and zone are known."""
        for schedule in document.resources(SCHEDULE):
            yield from self._of(document, schedule)

    def _of(self, document: Document, schedule: Resource) -> Iterator[Found]:
        said = settled(document, schedule, "ScheduleExpressionTimezone")
        zones = [one for one in said if str(one.value) in names()]
        for one in settled(document, schedule, "ScheduleExpression"):
            for zone in (zone for zone in zones if together(one, zone)):
                skipped = _skipped(_read(str(one.value)), str(zone.value))
                if skipped:
                    yield Found(one.path, f"{schedule.name}: in {zone.value} there is no {skipped:%H:%M on %-d %B %Y}")


def _read(expression: str) -> Cron | None:
    try:
        return cron(expression)
    except CronError:  # told by the rule about expressions
        return None


def _skipped(read: Cron | None, zone: str) -> dt.datetime | None:
    """Give the first moment of this year or the next at which it would fire and the zone's clock does not stand."""
    if read is None or len(read.hours) == _ALL_HOURS:  # every hour: one run more or less is nobody's plan
        return None
    year = dt.datetime.now(dt.UTC).year
    found = (minute for one in (year, year + 1) for minute in skipped_minutes(zone, one) if read.may_fire(minute))
    return next(found, None)
