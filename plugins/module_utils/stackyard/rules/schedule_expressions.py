"""When a schedule fires: ``cron(...)``, ``rate(...)`` and ``at(...)``, judged before AWS is asked.

CloudFormation finds out about a wrong one in the middle of a deployment, and about one that never fires not at all.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from .cron_fields import FIELDS, UNKNOWN, CronError

_DAYS_IN_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_CRON = re.compile(r"cron\((.*)\)")
_RATE = re.compile(r"rate\((\S+)\s+(\S+)\)")
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")
_UNITS = ("minute", "hour", "day")


@dataclass(frozen=True)
class Cron:
    """A cron expression as sets of values; ``weekdays`` count from 1 for Sunday."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    years: frozenset[int]

    def may_fire(self, local: dt.datetime) -> bool:
        """Whether it fires at a local minute, or might, where ``L``, ``W`` or ``#`` decide on the day."""
        return (
            local.minute in self.minutes
            and local.hour in self.hours
            and local.day in self.days
            and local.month in self.months
            and local.isoweekday() % 7 + 1 in self.weekdays
            and local.year in self.years
        )


def check(expression: str, *, is_rule: bool = False) -> None:
    """Raise ``CronError`` for an expression that AWS refuses or that never fires.

    Rules (``is_rule``) know no ``at``, and their units are singular for 1 and plural for more.
    """
    if _CRON.fullmatch(expression):
        cron(expression)
    elif found := _RATE.fullmatch(expression):
        _check_rate(found[1], found[2], is_rule)
    elif is_rule or not expression.startswith("at("):
        forms = "cron(...) or rate(...)" if is_rule else "cron(...), rate(...) or at(...)"
        raise CronError(f"{expression!r} is not of the form {forms}")
    else:
        _check_at(expression)


def cron(expression: str) -> Cron:
    """Read ``cron(minute hour day month weekday year)``. Raises ``CronError``."""
    found = _CRON.fullmatch(expression)
    words = found[1].split() if found else []
    if len(words) != len(FIELDS):
        raise CronError(
            f"{expression!r} has {len(words)} fields, not {len(FIELDS)}: minute hour day month weekday year"
        )
    days = (words[2], words[4])
    if not any(UNKNOWN in day for day in days) and (words[2] == "?") == (words[4] == "?"):
        both = "both" if words[2] == "?" else "neither"
        raise CronError(f"{expression!r} has ? for {both} of day of the month and day of the week, not for one of them")
    read = Cron(*(field.values(word) for field, word in zip(FIELDS, words, strict=True)))
    if min(read.days) > max(_DAYS_IN_MONTH.get(month, 31) for month in read.months):
        raise CronError(f"{expression!r} never fires: its months do not have a day {min(read.days)}")
    return read


def _check_rate(value: str, unit: str, is_rule: bool) -> None:
    if not re.fullmatch(r"[0-9]*[1-9][0-9]*", value):
        raise CronError(f"'rate({value} {unit})' does not count in whole numbers above 0")
    if unit.removesuffix("s") not in _UNITS:
        raise CronError(f"'rate({value} {unit})' counts neither minutes nor hours nor days")
    if is_rule and unit.endswith("s") != (int(value) > 1):
        raise CronError(f"'rate({value} {unit})': rules want the singular for 1 and the plural for more")


def _check_at(expression: str) -> None:
    found = _AT.fullmatch(expression)
    try:
        dt.datetime.fromisoformat(found[1] if found else "")
    except ValueError:
        raise CronError(f"{expression!r} is no moment of the form at(yyyy-mm-ddThh:mm:ss)") from None
