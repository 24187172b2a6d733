"""A forecast of one's own, where nobody else makes one: every day to come costs what the last ones did.

Cost Explorer forecasts after some weeks of history only, and the embedded AWS not at all.
"""

from __future__ import annotations

from datetime import date, timedelta

from .model import NOTHING, WEEK, Forecast, Spend, month_after


def at_the_same_pace(spend: Spend, today: date) -> Forecast | None:
    """Expect of each day to the end of the month what the last seven cost on average; ``None`` when none cost anything.

    An environment that is younger counts from its first costs on, or it would seem cheaper than it is. A refund that
    outweighs them is no pace: no day to come gives anything back.
    """
    recent = spend.daily[-WEEK:]
    lived = recent[next((at for at, amount in enumerate(recent) if amount), len(recent)) :]
    if any(spend.daily[:-WEEK]):
        lived = recent
    if not any(lived):
        return None
    days = "day" if len(lived) == 1 else f"{len(lived)} days"
    average = max(sum(lived, NOTHING) / len(lived), NOTHING)
    return Forecast(dict.fromkeys(_coming(spend.last, today), average), f"at the pace of the last {days}")


def _coming(last: date, today: date) -> list[date]:
    """List the days after ``last`` up to the end of the month of today."""
    count = (month_after(today) - last).days - 1
    return [last + timedelta(days=ahead) for ahead in range(1, count + 1)]
