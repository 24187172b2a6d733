"""Asks Cost Explorer, which takes 0.01 USD for each request: as few as can be, and answers that can be kept.

What an environment costs is one request (by service and by the tag of the system, filtered by the tag of the
environment), its forecast another. What carries no tag of the kit is asked for once for the whole account: only that
tells an environment that costs nothing from tags that nobody has activated. Answers are plain data of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from botocore.exceptions import ClientError

from ..errors import StackyardError
from ..plan.model import ENVIRONMENT_TAG, SYSTEM_TAG
from ..refusals import DENIED, code_of, message_of

_METRIC = "UnblendedCost"  # what the bill says; budgets count by it, too
_NOTHING_YET = "DataUnavailableException"
_LIMIT = "LimitExceededException"
_NEEDED = "ce:GetCostAndUsage and ce:GetCostForecast"
_PAGES = 50  # more would be a service that never ends its answer, at a cent each

Answer = dict[str, Any]


def spent(client: Any, environment: str, first: date, end: date) -> Answer:
    """Give `{"currency", "rows": [[day, service, system, amount]], "estimated": [day]}`; ``end`` is not included.

    Raises ``StackyardError`` where Cost Explorer is not enabled, has no data yet, or the caller may not ask it.
    """
    mine = {"Tags": {"Key": ENVIRONMENT_TAG, "Values": [environment]}}
    groups = [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "TAG", "Key": SYSTEM_TAG}]
    return _collected(client, first, end, {"Filter": mine, "GroupBy": groups})


def spent_by_environment(client: Any, first: date, end: date) -> Answer:
    """Give the same for the whole account, with the environment's name, or "", in the place of the system's."""
    groups = [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "TAG", "Key": ENVIRONMENT_TAG}]
    return _collected(client, first, end, {"GroupBy": groups})


def forecast(client: Any, environment: str, today: date, end: date) -> Answer:
    """Give `{"days": {day: amount}}` for an environment; none where Cost Explorer knows too little to tell."""
    mine = {"Tags": {"Key": ENVIRONMENT_TAG, "Values": [environment]}}
    asked = {"TimePeriod": _period(today, end), "Metric": "UNBLENDED_COST", "Granularity": "DAILY", "Filter": mine}
    try:
        answer = client.get_cost_forecast(**asked)
    except ClientError as error:
        if code_of(error) == _NOTHING_YET:
            return {"days": {}}
        raise _explained(error) from error
    found = answer.get("ForecastResultsByTime", [])
    return {"days": {one["TimePeriod"]["Start"]: one["MeanValue"] for one in found}}


def _collected(client: Any, first: date, end: date, asked: Mapping[str, Any]) -> Answer:
    found: Answer = {"currency": "", "rows": [], "estimated": []}
    for page in _pages(client, {"TimePeriod": _period(first, end), "Granularity": "DAILY", **asked}):
        for one in page["ResultsByTime"]:
            day = one["TimePeriod"]["Start"]
            if one.get("Estimated") and day not in found["estimated"]:
                found["estimated"].append(day)
            for group in one["Groups"]:
                amount = group["Metrics"][_METRIC]
                service, tag = group["Keys"]
                found["currency"] = found["currency"] or amount["Unit"]
                # The value of a tag comes behind its key; nothing does where a resource has none.
                found["rows"].append([day, service, tag.partition("$")[2], amount["Amount"]])
    return found


def _pages(client: Any, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    token: dict[str, str] = {}
    for _page in range(_PAGES):
        try:
            answer = client.get_cost_and_usage(Metrics=[_METRIC], **asked, **token)
        except ClientError as error:
            raise _explained(error) from error
        yield answer
        if not answer.get("NextPageToken"):
            return
        token = {"NextPageToken": answer["NextPageToken"]}
    remedy = "look at the costs in the console: Billing, Cost Explorer"
    raise StackyardError("Cost Explorer does not end its answer", given=f"{_PAGES} pages", remedy=remedy)


def _period(first: date, end: date) -> dict[str, str]:
    return {"Start": first.isoformat(), "End": end.isoformat()}


def _explained(error: ClientError) -> Exception:
    """Say what Cost Explorer's own refusals mean; all others stay as they are."""
    code, message = code_of(error), message_of(error)
    given = f"{error.operation_name}: {code}: {message}"
    if code in DENIED and "not enabled" in message.lower():
        remedy = "open Billing, Cost Explorer, Launch once in the paying account; data are there a day later"
        return StackyardError("Cost Explorer is not enabled for this account", given=given, remedy=remedy)
    if code in DENIED:
        remedy = f"let the caller's role do {_NEEDED} (and let IAM users see bills, in the account's settings)"
        return StackyardError("the caller may not ask Cost Explorer", given=given, remedy=remedy)
    if code == _NOTHING_YET:
        remedy = "ask again a day after Cost Explorer was enabled, or the account was made"
        return StackyardError("Cost Explorer has no data yet", given=given, remedy=remedy)
    if code == _LIMIT:
        remedy = "wait a minute, then run the same command again"
        return StackyardError("Cost Explorer was asked too often", given=given, remedy=remedy)
    return error
