"""Puts together what an environment has cost, from its settings: who is asked, and what it is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import botocore.session

from ..budgets.settings import BudgetSettings
from ..errors import StackyardError
from ..estimate.numbers import money
from ..estimate.settings import EstimateSettings
from ..plan.model import ENVIRONMENT_TAG
from ..preflight import PLACEHOLDER, check_caller, check_settings
from ..refusals import explaining, settings_file
from ..target import Target
from . import explorer
from .counted import Owners, priced, usage_of
from .kept import kept
from .model import Forecast, Overview, Spend, cells_of, first_asked, month_after
from .pace import at_the_same_pace

# What has to be known of an environment, by names of group_vars.
SETTINGS = (
    "stackyard_target",
    "stackyard_hosts",
    "stackyard_systems",
    "stackyard_estimate",
    "stackyard_budget",
    "budget_enabled",
    "budgets_region",
    "build_folder",
)
_FOUNDATION = "foundation"
_ACTIVATE = (
    "Either no budget of the kit was ever deployed by the account that pays, which activates them "
    "(budget_activates_tags), or do it by hand: Billing, Cost allocation tags. Only what is spent from then on, and a "
    "day later, is told apart"
)


def overview(
    root: Path, settings: Mapping[str, Any], *, fresh: bool = False, today: Callable[[], date] | None = None
) -> Overview:
    """Ask for everything; ``fresh`` does so although an answer of today is kept.

    Raises ``StackyardError`` where nobody answers, the caller may not ask, or settings are not right.
    """
    target = Target.from_mapping(settings["stackyard_target"])
    if target.embedded:
        return _of_embedded(target, settings)
    _refuse_placeholders(target)
    check_settings(target, botocore.session.get_session().get_partition_for_region)
    with explaining(target):
        return _of_cloud(root, target, settings, (today or _utc_day)(), fresh=fresh)


def _of_embedded(target: Target, settings: Mapping[str, Any]) -> Overview:
    usage, wanted = usage_of(target), EstimateSettings.from_mapping(settings["stackyard_estimate"])
    systems = [*settings["stackyard_systems"], _FOUNDATION]
    owners = Owners(target.environment, target.prefix, systems, usage["owners"])
    spend = priced(usage, owners, wanted.book(target.region), target.region, wanted.currency)
    facts = {"environment": target.environment, "region": target.region, "source": spend.source}
    forecast = at_the_same_pace(spend, spend.last)
    return Overview(target.prefix, spend, spend.last, forecast, *_budget(target, settings, spend), facts=facts)


def _of_cloud(root: Path, target: Target, settings: Mapping[str, Any], today: date, *, fresh: bool) -> Overview:
    keeper = replace(target, region=settings["budgets_region"])
    asking = _Asking(root, target, keeper, today, fresh=fresh)
    last = today - timedelta(days=1)  # of today there is nothing yet
    spend, account = asking.spend(last), asking.account(last)
    currency = spend.currency or account["currency"] or str(settings["stackyard_budget"]["billing_currency"])
    notes = (*_about_tags(spend, account), *_about_hosts(target, settings))
    spend = replace(spend, currency=currency, notes=(*spend.notes, *notes))
    expected = asking.forecast()
    facts = {"environment": target.environment, "account": target.account, "source": spend.source}
    (budget,) = _budget(target, settings, spend)
    untagged = _untagged(account, spend)
    return Overview(
        target.prefix, spend, today, expected or at_the_same_pace(spend, today), budget, untagged=untagged, facts=facts
    )


class _Asking:
    """The questions of one environment to Cost Explorer, each asked once a day."""

    def __init__(self, root: Path, target: Target, keeper: Target, today: date, *, fresh: bool) -> None:
        self.folder = root / "build" / "cache" / "costs" / target.account
        self.target, self.keeper, self.today, self.fresh = target, keeper, today, fresh
        self._client: Any = None

    @property
    def client(self) -> Any:
        """A client that is known to work for the environment's account: bills are easily taken for another's."""
        if self._client is None:
            check_caller(self.target, self.target.client("sts").get_caller_identity())
            self._client = self.keeper.client("ce")
        return self._client

    def spend(self, last: date) -> Spend:
        first, name = first_asked(last, self.today), self.target.environment
        answer = self._kept(name, lambda: explorer.spent(self.client, name, first, self.today))
        estimated = frozenset(map(date.fromisoformat, answer["estimated"]))
        return Spend(answer["currency"], last, cells_of(answer["rows"]), estimated, "Cost Explorer, unblended costs")

    def account(self, last: date) -> dict[str, Any]:
        """What the whole account spent; all of its environments share the answer."""
        first = first_asked(last, self.today)
        return self._kept("whole", lambda: explorer.spent_by_environment(self.client, first, self.today))

    def forecast(self) -> Forecast | None:
        name, end = self.target.environment, month_after(self.today)
        answer = self._kept(f"{name}-forecast", lambda: explorer.forecast(self.client, name, self.today, end))
        days = {date.fromisoformat(day): Decimal(amount) for day, amount in answer["days"].items()}
        return Forecast(days, "as Cost Explorer forecasts") if days else None

    def _kept(self, name: str, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        return kept(self.folder, name, self.today, ask, fresh=self.fresh)


def _budget(target: Target, settings: Mapping[str, Any], spend: Spend) -> tuple[Decimal | None]:
    """Give the month's limit; none where there is no budget, or it is in another currency than the amounts."""
    if not settings["budget_enabled"]:
        return (None,)
    wanted = BudgetSettings(**settings["stackyard_budget"])
    budget = wanted.budget(target.prefix, (ENVIRONMENT_TAG, target.environment))
    return (budget.limit if budget.unit == spend.currency else None,)


def _untagged(account: Mapping[str, Any], spend: Spend) -> Decimal:
    """Sum what carries no environment, in the days that are shown."""
    rows = [row for row in account["rows"] if not row[2]]
    return replace(spend, cells=cells_of(rows)).total


def _about_tags(spend: Spend, account: Mapping[str, Any]) -> list[str]:
    """Say why there may be nothing to see."""
    if any(spend.cells.values()):
        return []
    whole = cells_of(account["rows"])
    if not any(whole.values()):
        return ["The account has cost nothing in these days; what is new shows after a day at the latest."]
    if any(cell.system for cell in whole):  # the environment's name stands there
        return ["Other environments of the account have costs: this one has had none, or is not a day old."]
    told = money(replace(spend, cells=whole).total)
    return [
        f"Nothing in the account is told apart by the tag {ENVIRONMENT_TAG}, all {told} of it: bills do not know the "
        f"tag. {_ACTIVATE}."
    ]


def _about_hosts(target: Target, settings: Mapping[str, Any]) -> list[str]:
    if len(settings["stackyard_hosts"]) == 1:
        return []
    others = ", ".join(settings["stackyard_hosts"])
    return [f"These are the costs in account {target.account}, all regions; name a host for its account: {others}."]


def _refuse_placeholders(target: Target) -> None:
    if str(target.account).startswith(PLACEHOLDER):
        raise StackyardError(
            f"environment {target.environment} is not filled in yet",
            given=f"aws_account_id: {target.account}",
            remedy=f"put the account's id into {settings_file(target)}; the local environment needs none",
        )


def _utc_day() -> date:
    """The day that bills have: theirs begin at midnight UTC."""
    return datetime.now(UTC).date()
