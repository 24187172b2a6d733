"""Picks what carries the mails, as the environment says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from lambda_kit.settings import Environment

from trainings.job_settings import MailSettings, SmtpSettings
from trainings.ses_transport import SesTransport
from trainings.smtp_transport import Credentials, SmtpTransport
from trainings.transports import Transport, Undelivered


def make_transport(settings: MailSettings, variables: Mapping[str, str], client: Callable[[str], Any]) -> Transport:
    """Make the transport that ``MAIL_TRANSPORT`` names; raises ``BadSetting`` when a setting of it is missing."""
    if settings.transport == "ses":
        return SesTransport(client("sesv2"), settings.sender, Environment(variables).text("CONFIGURATION_SET"))
    smtp = SmtpSettings.read(variables)
    ssm = client("ssm")
    return SmtpTransport(smtp.server, settings.sender, lambda: smtp_credentials(ssm, smtp.credentials_parameter))


def smtp_credentials(ssm: Any, parameter: str) -> Credentials:
    """Read ``{"username": ..., "password": ...}`` from an SSM SecureString. Raises ``Undelivered`` when it is not."""
    text = ssm.get_parameter(Name=parameter, WithDecryption=True)["Parameter"]["Value"]
    try:
        value = json.loads(text)
        return Credentials(str(value["username"]), str(value["password"]))
    except (ValueError, TypeError, KeyError):
        # The text is a secret: say what is expected, never what was found.
        raise Undelivered(f'{parameter} must hold {{"username": "...", "password": "..."}}') from None
