"""Which kinds of resources the sweep knows, and how it takes a service's "not found"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.sweep.arns import Arn
from stackyard.sweep.kinds import Services, kind_of

QUEUE = Arn.parse("arn:aws:sqs:eu-central-1:123456789012:mail")
KEY = Arn.parse("arn:aws:kms:eu-central-1:123456789012:key/12-34")


@dataclass
class Account:
    """A target whose every client is the one given."""

    answering: Any

    def client(self, _service: str) -> Any:
        return self.answering


@dataclass
class Sqs:
    code: str = ""

    def get_queue_url(self, QueueName: str) -> dict[str, str]:  # noqa: N803
        if self.code:
            raise ClientError({"Error": {"Code": self.code, "Message": ""}}, "GetQueueUrl")
        return {"QueueUrl": f"https://sqs/{QueueName}"}


@dataclass
class Kms:
    state: str

    def describe_key(self, KeyId: str) -> dict[str, Any]:  # noqa: N803
        return {"KeyMetadata": {"KeyId": KeyId, "KeyState": self.state}}


@dataclass
class Secrets:
    told: dict[str, Any]

    def describe_secret(self, SecretId: str) -> dict[str, Any]:  # noqa: N803
        return {"ARN": SecretId, **self.told}


class Ses:
    """Knows of nothing, and notes what it is to remove."""

    def __init__(self) -> None:
        self.removed: list[str] = []

    def delete_configuration_set(self, ConfigurationSetName: str) -> None:  # noqa: N803
        self.removed.append(ConfigurationSetName)

    def delete_email_identity(self, EmailIdentity: str) -> None:  # noqa: N803
        self.removed.append(EmailIdentity)

    def get_configuration_set(self, ConfigurationSetName: str) -> None:  # noqa: N803
        raise ClientError({"Error": {"Code": "NotFoundException", "Message": ConfigurationSetName}}, "Get")

    def get_email_identity(self, EmailIdentity: str) -> None:  # noqa: N803
        raise ClientError({"Error": {"Code": "NotFoundException", "Message": EmailIdentity}}, "Get")


def services(account: Account) -> Services:
    return Services(account)  # type: ignore[arg-type]  # all that is asked of a target is a client


def test_resource_that_its_service_knows__is_there() -> None:
    assert services(Account(Sqs())).is_there(QUEUE)


@pytest.mark.parametrize("code", ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "NotFoundException"])
def test_not_found__is_gone(code: str) -> None:
    assert not services(Account(Sqs(code))).is_there(QUEUE)


def test_any_other_refusal__is_not_taken_for_gone() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        services(Account(Sqs("AccessDenied"))).is_there(QUEUE)


@pytest.mark.parametrize(("state", "there"), [("Enabled", True), ("Disabled", True), ("PendingDeletion", False)])
def test_key_on_its_way_out__does_not_count(state: str, there: bool) -> None:
    assert services(Account(Kms(state))).is_there(KEY) is there


@pytest.mark.parametrize("name", ["configuration-set/mails", "identity/trainings@example.com"])
def test_mail_resource_that_only_the_tagging_api_still_names__is_gone(name: str) -> None:
    # CloudFormation hands a stack's tags on to them, and the tagging API goes on naming them for a while.
    assert not services(Account(Ses())).is_there(Arn.parse(f"arn:aws:ses:eu-central-1:123456789012:{name}"))


@pytest.mark.parametrize("name", ["configuration-set/mails", "identity/trainings+kim@example.com"])
def test_mail_resource_that_a_stack_left__is_removed(name: str) -> None:
    ses = Ses()
    services(Account(ses)).remove(Arn.parse(f"arn:aws:ses:eu-central-1:123456789012:{name}"))
    assert ses.removed == [name.partition("/")[2]]


def test_unknown_kind__is_taken_to_be_there() -> None:
    unknown = Arn.parse("arn:aws:quantum:eu-central-1:123456789012:circuit/x")
    assert kind_of(unknown) is None
    assert services(Account(None)).is_there(unknown)


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:s3:::b",
        "arn:aws:logs:eu-central-1:1:log-group:g",
        "arn:aws:kms:eu-central-1:1:key/k",
        "arn:aws:dynamodb:eu-central-1:1:table/t",
        "arn:aws:sqs:eu-central-1:1:q",
        "arn:aws:sns:eu-central-1:1:t",
        "arn:aws:apigateway:eu-central-1::/apikeys/k",
        "arn:aws:ssm:eu-central-1:1:parameter/p",
    ],
)
def test_kinds_that_outlive_a_stack__can_be_removed(text: str) -> None:
    kind = kind_of(Arn.parse(text))
    assert kind is not None
    assert kind.remove is not None


@pytest.mark.parametrize(("told", "there"), [({}, True), ({"DeletedDate": "2026-11-21"}, False)])
def test_secret_on_its_way_out__is_gone(told: dict[str, Any], *, there: bool) -> None:
    secret = Arn.parse("arn:aws:secretsmanager:eu-central-1:123456789012:secret:stackyard-kim-login-AbCdEf")
    assert services(Account(Secrets(told))).is_there(secret) is there
