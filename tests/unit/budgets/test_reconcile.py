"""A budget is brought to what is wanted by the fewest calls, from whatever state it is found in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal

import pytest
from stackyard.budgets.model import Budget, Notification, Subscriber
from stackyard.budgets.reconcile import Ledger
from stackyard.errors import StackyardError

from tests.fakes.budgets import FakeBudgets, LostError

NAME = "stackyard-dev"
A80, A100, F80 = (
    Notification("ACTUAL", Decimal(80)),
    Notification("ACTUAL", Decimal(100)),
    Notification("FORECASTED", Decimal(80)),
)
KIM, LEE = Subscriber("EMAIL", "kim@example.com"), Subscriber("EMAIL", "lee@example.com")
TOPIC, OTHER = (
    Subscriber("SNS", "arn:aws:sns:eu-central-1:1:alarms"),
    Subscriber("SNS", "arn:aws:sns:eu-central-1:1:other"),
)
Told = Mapping[Notification, Sequence[Subscriber]]
USUAL: Told = {A80: (TOPIC,), F80: (TOPIC,)}


def wanted(told: Told = USUAL, limit: str = "50", unit: str = "USD", tag: str = "stackyard:environment$dev") -> Budget:
    return Budget(NAME, Decimal(limit), unit, frozenset({tag}), {one: frozenset(who) for one, who in told.items()})


@pytest.fixture
def aws() -> FakeBudgets:
    return FakeBudgets()


@pytest.fixture
def ledger(aws: FakeBudgets) -> Ledger:
    return Ledger(aws, "123456789012")


def calls(aws: FakeBudgets, ledger: Ledger, budget: Budget) -> list[str]:
    """Reconcile, and give the calls that this took."""
    aws.calls.clear()
    ledger.reconcile(budget)
    assert ledger.find(NAME) == budget
    return aws.calls


def test_no_budget__is_made_by_one_call(aws: FakeBudgets, ledger: Ledger) -> None:
    assert ledger.reconcile(wanted()) == ["make the budget stackyard-dev, 50.00 USD a month"]
    assert aws.calls == ["create_budget"]


def test_second_time__changes_nothing(aws: FakeBudgets, ledger: Ledger) -> None:
    ledger.reconcile(wanted())
    assert calls(aws, ledger, wanted()) == []


@pytest.mark.parametrize(
    ("after", "made"),
    [
        (wanted(limit="60"), ["update_budget"]),
        (wanted(unit="CNY"), ["update_budget"]),
        (wanted(tag="stackyard:environment$other"), ["update_budget"]),
        (wanted({A100: (TOPIC,), F80: (TOPIC,)}), ["update_notification"]),
        (wanted({A80: (TOPIC,)}), ["delete_notification"]),
        (wanted({**USUAL, A100: (TOPIC, KIM)}), ["create_notification"]),
        (wanted({A80: (TOPIC, KIM), F80: (TOPIC,)}), ["create_subscriber"]),
        (wanted({A80: (OTHER,), F80: (TOPIC,)}), ["update_subscriber"]),
        (wanted({A80: (KIM,), F80: (TOPIC,)}), ["create_subscriber", "delete_subscriber"]),
        (wanted({A100: (KIM,), F80: (TOPIC,)}), ["delete_notification", "create_notification"]),
        (
            wanted({A100: (TOPIC,), F80: (TOPIC, LEE)}, limit="9"),
            ["update_budget", "update_notification", "create_subscriber"],
        ),
        (wanted({}), ["delete_notification", "delete_notification"]),
    ],
)
def test_what_differs__is_all_that_is_called(aws: FakeBudgets, ledger: Ledger, after: Budget, made: list[str]) -> None:
    ledger.reconcile(wanted())
    assert calls(aws, ledger, after) == made


def test_mails__change_one_by_one_where_there_are_as_many_as_aws_takes(aws: FakeBudgets, ledger: Ledger) -> None:
    ten = [Subscriber("EMAIL", f"a{number}@example.com") for number in range(10)]
    ledger.reconcile(wanted({A80: (TOPIC, *ten)}))
    assert calls(aws, ledger, wanted({A80: (TOPIC, *ten[1:], KIM)})) == ["update_subscriber"]


def test_thresholds__change_where_there_are_as_many_as_aws_takes(aws: FakeBudgets, ledger: Ledger) -> None:
    def told(first: int, who: Subscriber) -> Told:
        return {Notification("ACTUAL", Decimal(percent)): (who,) for percent in range(first, first + 10)}

    ledger.reconcile(wanted(told(1, TOPIC)))
    assert calls(aws, ledger, wanted(told(101, TOPIC))) == ["update_notification"] * 10
    assert calls(aws, ledger, wanted(told(201, KIM))) == ["delete_notification"] * 10 + ["create_notification"] * 10


def test_subscriber_that_somebody_took_away__comes_back(aws: FakeBudgets, ledger: Ledger) -> None:
    ledger.reconcile(wanted({A80: (TOPIC, KIM)}))
    of = {"AccountId": "1", "BudgetName": NAME}
    aws.delete_subscriber(**of, Notification=A80.request(), Subscriber=KIM.request())
    assert calls(aws, ledger, wanted({A80: (TOPIC, KIM)})) == ["create_subscriber"]
    aws.delete_subscriber(**of, Notification=A80.request(), Subscriber=KIM.request())
    aws.delete_subscriber(**of, Notification=A80.request(), Subscriber=TOPIC.request())
    assert calls(aws, ledger, wanted({A80: (TOPIC, KIM)})) == ["create_notification"]


def test_notification_that_somebody_made__goes(aws: FakeBudgets, ledger: Ledger) -> None:
    ledger.reconcile(wanted())
    by_hand = Notification("ACTUAL", Decimal(40), "LESS_THAN", "ABSOLUTE_VALUE")
    aws.create_notification(BudgetName=NAME, Notification=by_hand.request(), Subscribers=[KIM.request()])
    assert ledger.plan(wanted()) == ["no longer tell of less than 40 spent"]
    assert calls(aws, ledger, wanted()) == ["delete_notification"]


@pytest.mark.parametrize(
    "by_hand",
    [
        {"CostFilters": {"TagKeyValue": ["user:stackyard:environment$dev"], "Service": ["AWS Lambda"]}},
        {"CostFilters": {}, "FilterExpression": {"Tags": {"Key": "stackyard:environment", "Values": ["dev"]}}},
        {"AutoAdjustData": {"AutoAdjustType": "HISTORICAL"}},
        {"PlannedBudgetLimits": {"1": {"Amount": "50", "Unit": "USD"}}},
        {"TimeUnit": "ANNUALLY"},
        {"BudgetType": "USAGE"},
    ],
)
def test_budget_that_counts_otherwise_since_somebody_changed_it__is_put_right(
    aws: FakeBudgets, ledger: Ledger, by_hand: dict[str, object]
) -> None:
    ledger.reconcile(wanted())
    as_made = dict(aws.budgets[NAME])
    aws.budgets[NAME].update(by_hand)
    assert ledger.plan(wanted()) == ["count all that carries stackyard:environment$dev by the month, up to 50.00 USD"]
    assert calls(aws, ledger, wanted()) == ["update_budget"]
    assert aws.budgets[NAME] == as_made
    assert calls(aws, ledger, wanted()) == []


def test_what_the_kit_does_not_set__stays(aws: FakeBudgets, ledger: Ledger) -> None:
    ledger.reconcile(wanted())
    aws.budgets[NAME]["CostTypes"] = {"IncludeTax": False}
    ledger.reconcile(wanted(limit="60"))
    assert aws.budgets[NAME]["CostTypes"] == {"IncludeTax": False}
    assert aws.budgets[NAME]["TimePeriod"] == {"Start": 1, "End": 2}
    assert "CalculatedSpend" not in aws.budgets[NAME]


def test_plan__says_what_would_be_done_and_does_nothing(aws: FakeBudgets, ledger: Ledger) -> None:
    ledger.reconcile(wanted())
    aws.calls.clear()
    assert ledger.plan(wanted({A100: (TOPIC, KIM), F80: (OTHER,)}, limit="60.5")) == [
        "change the limit from 50.00 USD to 60.50 USD a month",
        "no longer tell of 80 % spent",
        "tell of 100 % spent",
        f"tell {OTHER.address} of 80 % forecast instead of {TOPIC.address}",
    ]
    assert aws.calls == []


STATES = [
    wanted({}),
    wanted(),
    wanted({A100: (TOPIC, KIM), F80: (TOPIC, KIM)}, limit="60"),
    wanted({A80: (KIM, LEE)}),
    wanted({A80: (OTHER, LEE), A100: (OTHER,)}),
]


@pytest.mark.parametrize(("before", "after"), list(itertools.permutations(STATES, 2)))
def test_run_that_is_killed_anywhere__is_completed_by_the_next(before: Budget, after: Budget) -> None:
    aws = FakeBudgets()
    Ledger(aws, "1").reconcile(before)
    for killed_after in range(1 + len(Ledger(aws, "1").plan(after))):
        aws = FakeBudgets()
        ledger = Ledger(aws, "1")
        ledger.reconcile(before)
        aws.calls.clear()
        aws.breaks_after = killed_after
        with suppress(LostError):
            ledger.reconcile(after)
        aws.breaks_after = None
        ledger.reconcile(after)
        assert ledger.find(NAME) == after


def test_somebody_who_does_the_same_at_the_same_time__is_no_fault(aws: FakeBudgets, ledger: Ledger) -> None:
    aws.meanwhile = lambda: Ledger(aws, "1").reconcile(wanted())
    assert ledger.reconcile(wanted()) == []
    aws.meanwhile = lambda: Ledger(aws, "1").remove(NAME)
    ledger.reconcile(wanted(limit="60"))
    assert ledger.find(NAME) == wanted(limit="60")


def test_caller_who_may_not__is_told_what_to_do(aws: FakeBudgets, ledger: Ledger) -> None:
    aws.refused = {"create_budget": "AccessDeniedException"}
    with pytest.raises(StackyardError) as told:
        ledger.reconcile(wanted())
    assert str(told.value) == (
        "the caller may not work with budgets\n"
        "  given: create_budget: as AWS says it\n"
        "  remedy: let its role do budgets:ViewBudget and budgets:ModifyBudget, or set budget_enabled: false"
    )


def test_removal__takes_the_budget_once(ledger: Ledger) -> None:
    ledger.reconcile(wanted())
    assert ledger.remove(NAME, dry=True)
    assert ledger.find(NAME)
    assert ledger.remove(NAME)
    assert ledger.find(NAME) is None
    assert not ledger.remove(NAME)
    assert not ledger.remove(NAME, dry=True)
