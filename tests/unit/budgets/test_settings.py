"""The budget that settings ask for, and everything that can be wrong with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from stackyard.budgets.model import Budget, Notification, Subscriber
from stackyard.budgets.settings import ADDRESSES, NOTIFICATIONS, BudgetSettings
from stackyard.errors import StackyardError

TOPIC, STOP = "arn:aws:sns:eu-central-1:1:alarms", "arn:aws:sns:eu-central-1:1:stop"
ACTUAL, FORECASTED = Notification("ACTUAL", Decimal(80)), Notification("FORECASTED", Decimal(80))
USUAL: dict[str, Any] = {
    "limit": 50,
    "currency": "EUR",
    "billing_currency": "USD",
    "rates": {"EUR": {"USD": 1, "CNY": 7}},
    "thresholds": [{"type": "ACTUAL", "percent": 80}, {"type": "FORECASTED", "percent": 80}],
    "topic": TOPIC,
}


def budget(**changed: Any) -> Budget:
    return BudgetSettings(**{**USUAL, **changed}).budget("stackyard-dev", ("stackyard:environment", "dev"))


def refused(**changed: Any) -> str:
    with pytest.raises(StackyardError) as told:
        budget(**changed)
    return str(told.value)


def test_usual_settings__tell_the_topic_of_both_thresholds() -> None:
    topic = frozenset({Subscriber("SNS", TOPIC)})
    assert budget().notifications == {ACTUAL: topic, FORECASTED: topic}
    assert budget().tags == {"stackyard:environment$dev"}


@pytest.mark.parametrize(
    ("currency", "limit", "told"),
    [
        ("USD", 50, "50.00 USD"),
        ("CNY", 50, "350.00 CNY"),
        ("USD", "12.345", "12.34 USD"),
        ("CNY", "0.0001", "0.01 CNY"),
    ],
)
def test_limit__is_in_the_currency_of_the_bills(currency: str, limit: Any, told: str) -> None:
    assert budget(billing_currency=currency, limit=limit).amount == told


def test_currency_of_the_bills__needs_no_rate() -> None:
    assert budget(currency="USD", rates={}).amount == "50.00 USD"


@pytest.mark.parametrize("rates", [{}, {"EUR": {"CNY": 7}}, {"CHF": {"USD": 1}}, {"EUR": None}])
def test_currency_without_rate__is_refused(rates: Any) -> None:
    assert refused(rates=rates) == (
        "group_vars/all/budget.yml: the budget's currency is not the bill's, and no rate is given\n"
        "  given: budget_currency EUR, billing_currency USD\n"
        "  remedy: set budget_rates: {EUR: {USD: <what one EUR counts as>}}"
    )


@pytest.mark.parametrize("rate", [0, -1, 1e30, float("nan")])
def test_rate_that_is_none__is_refused(rate: Any) -> None:
    assert "no rate is given" in refused(rates={"EUR": {"USD": rate}})


@pytest.mark.parametrize("limit", [0, -1, "much", None, True, float("nan"), float("inf"), 1e30])
def test_limit_that_is_none__is_refused(limit: Any) -> None:
    assert f"budget_limit is no amount\n  given: {limit}\n" in refused(limit=limit)


@pytest.mark.parametrize(
    "threshold", [{"type": "SPENT", "percent": 80}, {"type": "ACTUAL", "percent": 0}, {"type": "ACTUAL"}, "80", None]
)
def test_threshold_that_is_none__is_refused(threshold: Any) -> None:
    assert f"threshold 1 of budget_thresholds is none\n  given: {threshold}\n" in refused(thresholds=[threshold])


def test_threshold_written_twice__is_refused() -> None:
    twice = [{"type": "ACTUAL", "percent": 80}, {"type": "ACTUAL", "percent": "80.0"}]
    assert "budget_thresholds has 80 % spent twice" in refused(thresholds=twice)


@pytest.mark.parametrize("address", ["a", "a@b", "a b@c.de", 7, "a@b.de\n"])
def test_address_that_is_none__is_refused(address: Any) -> None:
    assert "budget_emails holds no mail address" in refused(emails=[address])


@pytest.mark.parametrize("name", ["emails", "thresholds"])
def test_text_in_place_of_a_list__is_refused(name: str) -> None:
    told = refused(**{name: "['a@example.com']"})
    assert f"budget_{name} is no list\n  given: ['a@example.com']" in told


def test_as_many_addresses_and_thresholds_as_aws_takes__are_taken() -> None:
    emails = [f"a{number}@example.com" for number in range(ADDRESSES)]
    thresholds = [{"type": "ACTUAL", "percent": 10 * number} for number in range(1, NOTIFICATIONS + 1)]
    found = budget(emails=emails, thresholds=thresholds)
    assert {len(told) for told in found.notifications.values()} == {ADDRESSES + 1}


def test_more_addresses_than_aws_takes__are_refused() -> None:
    assert "AWS tells at most 10 addresses" in refused(emails=[f"a{number}@example.com" for number in range(11)])


def test_more_thresholds_than_aws_takes__are_refused_the_stopping_one_counted() -> None:
    thresholds = [{"type": "FORECASTED", "percent": 10 * number} for number in range(1, 11)]
    told = refused(thresholds=thresholds, stop_at_percent=100, stop_topic=STOP)
    assert "AWS has at most 10 notifications of a budget\n  given: 11 of them" in told


def test_several_faults__are_told_together() -> None:
    assert refused(limit=0, emails=["a"], thresholds=[7]).startswith("3 things are wrong with the budget's settings:")


def test_stopping_threshold__tells_its_own_topic_and_everybody_by_mail() -> None:
    found = budget(stop_at_percent=100, stop_topic=STOP, emails=["a@example.com"])
    told = {Subscriber("SNS", STOP), Subscriber("EMAIL", "a@example.com")}
    assert found.notifications[Notification("ACTUAL", Decimal(100))] == told


def test_stopping_at_a_threshold_that_is_told_anyhow__tells_the_stopping_topic() -> None:
    found = budget(stop_at_percent=80, stop_topic=STOP)
    assert found.notifications[ACTUAL] == {Subscriber("SNS", STOP)}


def test_stopping_before_its_topic_exists__is_left_out() -> None:
    assert set(budget(stop_at_percent=100).notifications) == {ACTUAL, FORECASTED}


def test_nobody_to_tell__makes_no_notification() -> None:
    assert budget(topic="").notifications == {}


@pytest.mark.parametrize("percent", [-1, "soon", 10_000_000])
def test_stopping_threshold_that_is_none__is_refused(percent: Any) -> None:
    assert "budget_stop_at_percent is none" in refused(stop_at_percent=percent)
