"""Held against botocore's own description of Cost Explorer: what is asked and what is answered must fit it."""

from __future__ import annotations

from datetime import date
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from stackyard.costs import explorer
from stackyard.errors import StackyardError

FIRST, END = date(2026, 10, 22), date(2026, 11, 21)
MINE = {"Tags": {"Key": "stackyard:environment", "Values": ["dev"]}}
ASKED = {
    "TimePeriod": {"Start": "2026-10-22", "End": "2026-11-21"},
    "Granularity": "DAILY",
    "Metrics": ["UnblendedCost"],
    "Filter": MINE,
    "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "TAG", "Key": "stackyard:system"}],
}


def client() -> Any:
    session = botocore.session.get_session()
    session.set_credentials("key", "secret")
    return session.create_client("ce", region_name="us-east-1")


def a_day(day: str, *groups: tuple[str, str, str], estimated: bool = False) -> dict[str, Any]:
    return {
        "TimePeriod": {"Start": day, "End": day},
        "Estimated": estimated,
        "Groups": [
            {"Keys": [service, tag], "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "CNY"}}}
            for service, tag, amount in groups
        ],
    }


def answered(method: str, *answers: tuple[dict[str, Any], dict[str, Any]]) -> Any:
    found = client()
    stubber = Stubber(found)
    for asked, answer in answers:
        stubber.add_response(method, answer, asked)
    stubber.activate()
    return found


def refused(method: str, code: str, message: str = "no") -> Any:
    found = client()
    stubber = Stubber(found)
    stubber.add_client_error(method, code, message)
    stubber.activate()
    return found


def test_spent__collects_pages_by_service_and_system() -> None:
    one = {
        "ResultsByTime": [a_day("2026-11-19", ("AWS Lambda", "stackyard:system$shop", "1.5"))],
        "NextPageToken": "next",
    }
    two = {"ResultsByTime": [a_day("2026-11-20", ("AWS Lambda", "stackyard:system$", "0.25"), estimated=True)]}
    found = explorer.spent(
        answered("get_cost_and_usage", (ASKED, one), ({**ASKED, "NextPageToken": "next"}, two)), "dev", FIRST, END
    )
    assert found == {
        "currency": "CNY",
        "rows": [["2026-11-19", "AWS Lambda", "shop", "1.5"], ["2026-11-20", "AWS Lambda", "", "0.25"]],
        "estimated": ["2026-11-20"],
    }


def test_spent_by_environment__asks_for_the_whole_account() -> None:
    groups = [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "TAG", "Key": "stackyard:environment"}]
    asked = {**{name: value for name, value in ASKED.items() if name != "Filter"}, "GroupBy": groups}
    answer = {"ResultsByTime": [a_day("2026-11-20", ("Tax", "stackyard:environment$", "3"))]}
    found = explorer.spent_by_environment(answered("get_cost_and_usage", (asked, answer)), FIRST, END)
    assert found["rows"] == [["2026-11-20", "Tax", "", "3"]]


def test_forecast__is_told_by_day() -> None:
    asked = {
        "TimePeriod": {"Start": "2026-11-21", "End": "2026-12-01"},
        "Metric": "UNBLENDED_COST",
        "Granularity": "DAILY",
        "Filter": MINE,
    }
    answer = {"ForecastResultsByTime": [{"TimePeriod": {"Start": "2026-11-21", "End": "2026-11-22"}, "MeanValue": "2"}]}
    found = explorer.forecast(answered("get_cost_forecast", (asked, answer)), "dev", END, date(2026, 12, 1))
    assert found == {"days": {"2026-11-21": "2"}}


def test_forecast_without_history__is_none() -> None:
    found = explorer.forecast(refused("get_cost_forecast", "DataUnavailableException"), "dev", END, date(2026, 12, 1))
    assert found == {"days": {}}


@pytest.mark.parametrize(
    ("code", "message", "problem", "remedy"),
    [
        ("AccessDeniedException", "User not enabled for cost explorer access", "is not enabled", "Launch once"),
        ("AccessDeniedException", "not authorized", "may not ask Cost Explorer", "ce:GetCostAndUsage and"),
        ("DataUnavailableException", "no", "has no data yet", "a day after"),
        ("LimitExceededException", "no", "asked too often", "wait a minute"),
    ],
)
def test_refusal__says_what_to_do(code: str, message: str, problem: str, remedy: str) -> None:
    with pytest.raises(StackyardError) as caught:
        explorer.spent(refused("get_cost_and_usage", code, message), "dev", FIRST, END)
    assert problem in str(caught.value)
    assert remedy in str(caught.value)
    assert f"GetCostAndUsage: {code}: {message}" in str(caught.value)


def test_other_refusal__stays_what_it_is() -> None:
    with pytest.raises(ClientError, match="ExpiredToken"):
        explorer.spent(refused("get_cost_and_usage", "ExpiredTokenException"), "dev", FIRST, END)


def test_answer_that_never_ends__is_told_and_not_taken_for_all() -> None:
    page = {"ResultsByTime": [], "NextPageToken": "more"}
    first, others = (ASKED, page), (ASKED | {"NextPageToken": "more"}, page)
    with pytest.raises(StackyardError, match="does not end its answer"):
        explorer.spent(answered("get_cost_and_usage", first, *[others] * 49), "dev", FIRST, END)
