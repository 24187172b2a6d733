"""The budget that an environment's settings ask for (``group_vars/all/budget.yml``), checked before AWS is asked.

AWS tells one fault at a time, after the stacks are deployed, and in words of its own. All that can be wrong is told
here, at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from ..faults import Faults
from .model import Budget, Notification, Subscriber, decimal

PLACE = "group_vars/all/budget.yml"
TYPES = ("ACTUAL", "FORECASTED")
# AWS: a budget has ten notifications at most, each of them ten addresses and one topic.
NOTIFICATIONS, ADDRESSES = 10, 10
_MOST_PERCENT = 1_000_000
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CENTS = Decimal("0.01")
_MOST = 1_000_000_000_000  # of any currency; beyond it something is mistyped


@dataclass(frozen=True)
class BudgetSettings:
    """What ``stackyard_budget`` holds. ``limit`` is in ``currency``; the account is billed in ``billing_currency``.

    ``rates`` say what one unit of a currency counts as in another: ``{"EUR": {"USD": 1}}``. ``stop_at_percent`` is 0
    for never; ``topic`` and ``stop_topic`` are ARNs, empty while their stacks do not exist.
    """

    limit: Any
    currency: str
    billing_currency: str
    thresholds: Any = ()
    emails: Any = ()
    rates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stop_at_percent: Any = 0
    topic: str = ""
    stop_topic: str = ""

    def check(self) -> None:
        """Raise ``StackyardError`` with all that is wrong, before there is anything to tell of."""
        self.budget("", ("", ""))

    def budget(self, name: str, tag: tuple[str, str]) -> Budget:
        """Give the budget ``name``, of what carries the tag. Raises ``StackyardError`` with all that is wrong."""
        faults = Faults("the budget's settings")
        limit, emails = self._limit(faults), self._emails(faults)
        stop, kinds = self._stop(faults), self._notifications(faults)
        everybody = emails | ({Subscriber("SNS", self.topic)} if self.topic else set())
        wanted = {kind: frozenset(everybody) for kind in kinds} if everybody else {}
        if stop and self.stop_topic:
            wanted[stop] = frozenset(emails | {Subscriber("SNS", self.stop_topic)})
        if (count := len({*kinds, *([stop] if stop else [])})) > NOTIFICATIONS:
            given = f"{count} of them, the one that stops functions among them"
            faults.add(
                f"AWS has at most {NOTIFICATIONS} notifications of a budget", place=PLACE, given=given, remedy=_FEWER
            )
        faults.raise_if_any()
        return Budget(name, limit, self.billing_currency, frozenset({"$".join(tag)}), wanted)

    def _limit(self, faults: Faults) -> Decimal:
        """Give the limit in the currency of the bills."""
        limit, rate = number(self.limit), self._rate()
        if limit is None or not 0 < limit <= _MOST:
            remedy = f"set an amount above 0, {_MOST} at most, or budget_enabled: false"
            faults.add("budget_limit is no amount", place=PLACE, given=str(self.limit), remedy=remedy)
            limit = None
        if rate is None or not 0 < rate <= _MOST:
            given = f"budget_currency {self.currency}, billing_currency {self.billing_currency}"
            rate_of = f"{{{self.currency}: {{{self.billing_currency}: <what one {self.currency} counts as>}}}}"
            remedy = f"set budget_rates: {rate_of}"
            faults.add(
                "the budget's currency is not the bill's, and no rate is given", place=PLACE, given=given, remedy=remedy
            )
            rate = None
        if limit is None or rate is None:
            return Decimal(0)
        return max((limit * rate).quantize(_CENTS), _CENTS)

    def _rate(self) -> Decimal | None:
        if self.currency == self.billing_currency:
            return Decimal(1)
        return number((self.rates.get(self.currency) or {}).get(self.billing_currency))

    def _notifications(self, faults: Faults) -> list[Notification]:
        found: list[Notification] = []
        for at, one in enumerate(listed(self.thresholds, "budget_thresholds", faults), 1):
            kind, percent = (one.get("type"), number(one.get("percent"))) if isinstance(one, Mapping) else (None, None)
            if kind not in TYPES or not in_range(percent):
                remedy = f"write {{type: ACTUAL, percent: 80}}; types: {', '.join(TYPES)}; percent above 0"
                faults.add(f"threshold {at} of budget_thresholds is none", place=PLACE, given=str(one), remedy=remedy)
            elif (notification := Notification(kind, percent)) in found:  # type: ignore[arg-type]  # checked above
                faults.add(f"budget_thresholds has {notification} twice", place=PLACE, given=str(one), remedy=_FEWER)
            else:
                found.append(notification)
        return found

    def _emails(self, faults: Faults) -> set[Subscriber]:
        emails = listed(self.emails, "budget_emails", faults)
        for address in emails:
            if not _ADDRESS.fullmatch(str(address)):
                remedy = "write name@example.com"
                faults.add("budget_emails holds no mail address", place=PLACE, given=str(address), remedy=remedy)
        addresses = {Subscriber("EMAIL", str(address)) for address in emails}
        if len(addresses) > ADDRESSES:
            remedy = "name a mailing list"
            faults.add(
                f"AWS tells at most {ADDRESSES} addresses", place=PLACE, given=f"{len(addresses)}", remedy=remedy
            )
        return addresses

    def _stop(self, faults: Faults) -> Notification | None:
        percent = number(self.stop_at_percent)
        if percent == 0:
            return None
        if not in_range(percent):
            remedy = "set a percentage of the limit, or 0 for never"
            faults.add("budget_stop_at_percent is none", place=PLACE, given=str(self.stop_at_percent), remedy=remedy)
            return None
        return Notification("ACTUAL", percent)  # type: ignore[arg-type]  # checked above


def listed(value: Any, name: str, faults: Faults) -> Sequence[Any]:
    """Give a setting that is to be a list; a text, as the command line makes of one, is a fault."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    remedy = f"write it as a list; on the command line: -e '{{\"{name}\": [...]}}'"
    faults.add(f"{name} is no list", place=PLACE, given=str(value), remedy=remedy)
    return ()


_FEWER = "take some out of budget_thresholds"


def number(value: Any) -> Decimal | None:
    """Read a setting that is to be a number; ``None`` for anything else, infinity among it."""
    try:
        found = decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and not isinstance(value, bool) else None


def in_range(percent: Decimal | None) -> bool:
    """Whether AWS takes it as a threshold."""
    return percent is not None and 0 < percent <= _MOST_PERCENT
