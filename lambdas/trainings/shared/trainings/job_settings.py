"""What the functions of the weekly job are told by their environment; see ``lambda_kit.settings``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lambda_kit.settings import BadSetting, Environment

from trainings.smtp_transport import SmtpServer

TRANSPORTS = ("ses", "smtp")
_LARGEST_BATCH = 2_000
_MOST_MAILS = 10_000
_MOST_WORKERS = 1_000
_LAST_PORT = 65_535
_LONGEST_INTERVAL = 3  # seconds


@dataclass(frozen=True)
class PlanSettings:
    """What planning needs; ``concurrency`` is how many batches are scored at once."""

    bucket: str
    zone: ZoneInfo
    batch_size: int
    concurrency: int

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> PlanSettings:
        """Read ``BUCKET``, ``SCHOOL_ZONE``, ``BATCH_SIZE``, ``SCORE_CONCURRENCY``; raises ``BadSetting``."""
        environment = Environment(variables)
        return cls(
            environment.text("BUCKET"),
            environment.zone("SCHOOL_ZONE"),
            environment.number("BATCH_SIZE", 1, _LARGEST_BATCH),
            environment.number("SCORE_CONCURRENCY", 1, _MOST_WORKERS),
        )


@dataclass(frozen=True)
class QueueSettings:
    """What the steps that order mails need."""

    bucket: str
    queue_url: str

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> QueueSettings:
        """Read ``BUCKET`` and ``MAIL_QUEUE_URL``; raises ``BadSetting``."""
        environment = Environment(variables)
        return cls(environment.text("BUCKET"), environment.text("MAIL_QUEUE_URL"))


@dataclass(frozen=True)
class MailSettings:
    """What the mailer needs. ``interval`` is the seconds between two mails of one worker."""

    bucket: str
    queue_url: str
    zone: ZoneInfo
    sender: str
    trainer: str
    transport: str
    interval: float

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> MailSettings:
        """Read the mailer's variables; raises ``BadSetting``."""
        environment = Environment(variables)
        return cls(
            environment.text("BUCKET"),
            environment.text("MAIL_QUEUE_URL"),
            environment.zone("SCHOOL_ZONE"),
            environment.text("FROM_ADDRESS"),
            environment.text("TRAINER_ADDRESS"),
            environment.choice("MAIL_TRANSPORT", TRANSPORTS),
            _interval(environment),
        )


def _interval(environment: Environment) -> float:
    workers = environment.number("MAIL_CONCURRENCY", 1, _MOST_WORKERS)
    interval = workers / environment.number("MAILS_PER_SECOND", 1, _MOST_MAILS)
    if interval > _LONGEST_INTERVAL:
        # Ten messages of an invocation would outlast it, and be given up after five times nobody had time for them.
        raise BadSetting(
            f"the environment variable MAIL_CONCURRENCY is {workers}: so many workers keep a mail waiting for "
            f"{interval:g} s; set it to at most {_LONGEST_INTERVAL} times MAILS_PER_SECOND"
        )
    return interval


@dataclass(frozen=True)
class SmtpSettings:
    """Which SMTP server carries the mails, and the SSM parameter that holds its credentials."""

    server: SmtpServer
    credentials_parameter: str

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> SmtpSettings:
        """Read the variables ``SMTP_...``; raises ``BadSetting``."""
        environment = Environment(variables)
        server = SmtpServer(
            environment.text("SMTP_HOST"),
            environment.number("SMTP_PORT", 1, _LAST_PORT),
            environment.choice("SMTP_SECURITY", ("starttls", "tls")),
        )
        return cls(server, environment.text("SMTP_CREDENTIALS_PARAMETER"))
