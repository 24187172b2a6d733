from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from trainings.ses_transport import SesTransport
from trainings.transports import Refused, Undelivered

SENDER, RECIPIENT = "trainings@example.com", "s1@school.example"
NOT_VERIFIED = "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: "


@dataclass
class FakeSes:
    fault: Exception | None = None
    sent: list[dict[str, Any]] = field(default_factory=list)

    def send_email(self, **request: Any) -> dict[str, str]:
        if self.fault:
            raise self.fault
        self.sent.append(request)
        return {"MessageId": "1"}


def send(ses: FakeSes) -> None:
    message = EmailMessage()
    message["From"], message["To"] = SENDER, RECIPIENT
    message.set_content("plain\n")
    client: Any = ses
    transport = SesTransport(client, f"Trainings <{SENDER}>", "set")
    transport.send(message, RECIPIENT)
    transport.close()


def fault(code: str, text: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": text}}, "SendEmail")


def test_mail__goes_out_raw_from_the_bare_address_through_the_configuration_set() -> None:
    ses = FakeSes()

    send(ses)

    (request,) = ses.sent
    assert request["FromEmailAddress"] == SENDER
    assert request["Destination"] == {"ToAddresses": [RECIPIENT]}
    assert request["ConfigurationSetName"] == "set"
    assert b"plain" in request["Content"]["Raw"]["Data"]


@pytest.mark.parametrize(
    "error",
    [
        fault("MessageRejected", f"Address is on the suppression list for your account: {RECIPIENT}"),
        fault("MessageRejected", NOT_VERIFIED + RECIPIENT),
        fault("BadRequestException", "Local address contains control or whitespace"),
    ],
    ids=["suppressed", "sandbox recipient", "bad address"],
)
def test_fault_of_the_mail__is_a_refusal_without_addresses(error: ClientError) -> None:
    with pytest.raises(Refused) as caught:
        send(FakeSes(error))
    assert error.response["Error"]["Code"] in str(caught.value)
    assert "@" not in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        fault("TooManyRequestsException", "Maximum sending rate exceeded."),
        fault("LimitExceededException", "Daily message quota exceeded."),
        fault("SendingPausedException"),
        fault("AccountSuspendedException"),
        fault("MailFromDomainNotVerifiedException"),
        fault("NotFoundException", "Configuration set <set> does not exist."),
        fault("AccessDeniedException"),
        fault("InternalFailure"),
        fault("MessageRejected", NOT_VERIFIED + SENDER),
        fault("MessageRejected", f"{NOT_VERIFIED}{RECIPIENT}, example.com"),
        ReadTimeoutError(endpoint_url="https://email.eu-central-1.amazonaws.com"),
    ],
    ids=lambda error: error.response["Error"]["Code"] if isinstance(error, ClientError) else "timeout",
)
def test_every_other_fault__is_tried_again(error: Exception) -> None:
    with pytest.raises(Undelivered) as caught:
        send(FakeSes(error))
    assert SENDER not in str(caught.value)
