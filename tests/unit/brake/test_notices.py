"""What AWS Budgets publishes is recognised by the budget's name, whatever the text around it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from stackyard.brake.notices import notices

from tests.fakes.budget_mail import SPENT


def event(text: str, subject: str | None = None) -> dict[str, Any]:
    message = {"TopicArn": "arn:topic", "Timestamp": "2026-11-21T10:00:00.123Z", "Message": text, "Subject": subject}
    return {"Records": [{"Sns": message}]}


def about(text: str, subject: str | None = None) -> bool:
    (notice,) = notices(event(text, subject))
    return notice.is_about("stackyard-dev")


@pytest.mark.parametrize(
    "text",
    [
        SPENT.format(account="123456789012", name="stackyard-dev"),
        "Budget Name: stackyard-dev",
        '{"budgetName": "stackyard-dev"}',
        "the budget stackyard-dev.",
        "stackyard-dev",
    ],
)
def test_text_that_names_the_budget__is_about_it(text: str) -> None:
    assert about(text)


def test_subject_that_names_the_budget__is_enough() -> None:
    assert about("", "AWS Budgets: stackyard-dev has exceeded your alert threshold")


@pytest.mark.parametrize(
    "name", ["stackyard-dev-two", "stackyard-dev2", "my-stackyard-dev", "stackyard-dev.eu", "stackyard", ""]
)
def test_text_that_names_another_budget__is_not_about_it(name: str) -> None:
    assert not about(SPENT.format(account="123456789012", name=name))


def test_notice__knows_its_topic_and_moment() -> None:
    (notice,) = notices(event("x"))
    assert (notice.topic, notice.moment.replace(microsecond=0)) == ("arn:topic", datetime(2026, 11, 21, 10, tzinfo=UTC))
