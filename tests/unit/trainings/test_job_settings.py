from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lambda_kit.settings import BadSetting
from trainings.job_settings import MailSettings, PlanSettings, QueueSettings, SmtpSettings

PLAN = {"BUCKET": "b", "SCHOOL_ZONE": "Europe/Warsaw", "BATCH_SIZE": "250", "SCORE_CONCURRENCY": "20"}
QUEUE = {"BUCKET": "b", "MAIL_QUEUE_URL": "url"}
MAIL = {
    **QUEUE, "SCHOOL_ZONE": "Europe/Warsaw", "FROM_ADDRESS": "a@example.com", "TRAINER_ADDRESS": "t@example.com",
    "MAIL_TRANSPORT": "ses", "MAILS_PER_SECOND": "10", "MAIL_CONCURRENCY": "2",
}  # fmt: skip
SMTP = {"SMTP_HOST": "h", "SMTP_PORT": "587", "SMTP_SECURITY": "tls", "SMTP_CREDENTIALS_PARAMETER": "/p"}
ALL = [(PlanSettings, PLAN), (QueueSettings, QUEUE), (MailSettings, MAIL), (SmtpSettings, SMTP)]


@pytest.mark.parametrize(
    ("settings", "variables", "name"),
    [(settings, variables, name) for settings, variables in ALL for name in variables],
)
def test_variable_that_is_missing__is_named(settings: Any, variables: dict[str, str], name: str) -> None:
    settings.read(variables)

    with pytest.raises(BadSetting, match=name):
        settings.read({key: value for key, value in variables.items() if key != name})


def test_plan_settings__are_typed() -> None:
    assert PlanSettings.read(PLAN) == PlanSettings("b", ZoneInfo("Europe/Warsaw"), 250, 20)


@pytest.mark.parametrize(("rate", "workers", "interval"), [("10", "2", 0.2), ("1", "2", 2.0), ("1000", "2", 0.002)])
def test_workers__share_the_rate(rate: str, workers: str, interval: float) -> None:
    settings = MailSettings.read({**MAIL, "MAILS_PER_SECOND": rate, "MAIL_CONCURRENCY": workers})

    assert settings.interval == pytest.approx(interval)


def test_more_workers_than_the_rate_can_feed__are_refused() -> None:
    MailSettings.read({**MAIL, "MAILS_PER_SECOND": "1", "MAIL_CONCURRENCY": "3"})

    with pytest.raises(BadSetting, match=r"MAIL_CONCURRENCY is 4: .* at most 3 times MAILS_PER_SECOND"):
        MailSettings.read({**MAIL, "MAILS_PER_SECOND": "1", "MAIL_CONCURRENCY": "4"})


@pytest.mark.parametrize(
    ("settings", "variables", "name", "value"),
    [
        (PlanSettings, PLAN, "BATCH_SIZE", "0"),
        (PlanSettings, PLAN, "SCORE_CONCURRENCY", "many"),
        (MailSettings, MAIL, "MAIL_TRANSPORT", "pigeon"),
        (MailSettings, MAIL, "MAILS_PER_SECOND", "0"),
        (SmtpSettings, SMTP, "SMTP_SECURITY", "none"),
        (SmtpSettings, SMTP, "SMTP_PORT", "65536"),
    ],
)
def test_value_that_cannot_be_used__is_named(settings: Any, variables: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        settings.read({**variables, name: value})
