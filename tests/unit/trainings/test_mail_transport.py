from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from lambda_kit.settings import BadSetting
from trainings.job_settings import MailSettings
from trainings.mail_transport import make_transport, smtp_credentials
from trainings.ses_transport import SesTransport
from trainings.smtp_transport import Credentials, SmtpTransport
from trainings.transports import Transport, Undelivered

COMMON = {
    "BUCKET": "bucket", "MAIL_QUEUE_URL": "url", "SCHOOL_ZONE": "Europe/Warsaw", "FROM_ADDRESS": "a@example.com",
    "TRAINER_ADDRESS": "t@example.com", "MAILS_PER_SECOND": "10", "MAIL_CONCURRENCY": "2",
}  # fmt: skip
SMTP = {
    "SMTP_HOST": "mail.example.com",
    "SMTP_PORT": "587",
    "SMTP_SECURITY": "starttls",
    "SMTP_CREDENTIALS_PARAMETER": "/p",
}


@dataclass
class FakeSsm:
    value: str
    asked: list[dict[str, Any]] = field(default_factory=list)

    def get_parameter(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        return {"Parameter": {"Value": self.value}}


def transport(**variables: str) -> Transport:
    environment = {**COMMON, **variables}
    return make_transport(MailSettings.read(environment), environment, lambda _service: FakeSsm("{}"))


def test_ses__is_used_with_its_configuration_set() -> None:
    assert isinstance(transport(MAIL_TRANSPORT="ses", CONFIGURATION_SET="set"), SesTransport)


def test_smtp__is_used_with_its_server() -> None:
    assert isinstance(transport(MAIL_TRANSPORT="smtp", **SMTP), SmtpTransport)


@pytest.mark.parametrize("name", [*SMTP])
def test_smtp_setting_that_is_missing__is_named(name: str) -> None:
    with pytest.raises(BadSetting, match=name):
        transport(**{"MAIL_TRANSPORT": "smtp", **SMTP, name: ""})


def test_configuration_set_that_is_missing__is_named() -> None:
    with pytest.raises(BadSetting, match="CONFIGURATION_SET"):
        transport(MAIL_TRANSPORT="ses")


def test_credentials__are_read_decrypted() -> None:
    ssm = FakeSsm('{"username": "u", "password": "p"}')

    assert smtp_credentials(ssm, "/p") == Credentials("u", "p")
    assert ssm.asked == [{"Name": "/p", "WithDecryption": True}]


@pytest.mark.parametrize("value", ["secret", "[]", "{}", '{"username": "secret"}', "null"])
def test_credentials_of_another_form__are_asked_for_without_showing_them(value: str) -> None:
    with pytest.raises(Undelivered, match="/p must hold") as caught:
        smtp_credentials(FakeSsm(value), "/p")
    assert "secret" not in str(caught.value)


def test_password__is_not_shown_by_repr() -> None:
    assert "hidden" not in repr(Credentials("u", "hidden"))
