"""Mails through Amazon SES, as raw MIME so that the CSV of the trainer's report can be attached."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from trainings.transports import Refused, Undelivered, without_addresses

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

# The other errors of SendEmail (limits, paused or suspended account, sender's domain not verified, no such
# configuration set) are the operator's to mend: those mails must not be lost.
_ABOUT_THE_MAIL = frozenset({"MessageRejected", "BadRequestException"})


class SesTransport:
    """Sends from one verified identity, through a configuration set that counts bounces and complaints."""

    def __init__(self, ses: SESV2Client, sender: str, configuration_set: str) -> None:
        self._ses = ses
        self._sender = parseaddr(sender)[1]
        self._configuration_set = configuration_set

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Send one mail. Raises ``Refused`` or ``Undelivered``."""
        try:
            self._ses.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [recipient]},
                Content={"Raw": {"Data": message.as_bytes()}},
                ConfigurationSetName=self._configuration_set,
            )
        except ClientError as error:
            raise self._told(error, recipient) from None
        except BotoCoreError as error:  # no connection, no answer in time
            raise Undelivered(type(error).__name__) from None

    def close(self) -> None:
        """Nothing is kept open: the client pools its connections."""

    def _told(self, error: ClientError, recipient: str) -> Refused | Undelivered:
        code, answer = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        text = f"{code}: {without_addresses(answer, recipient, self._sender)}"
        permanent = code in _ABOUT_THE_MAIL and not self._blames_the_sender(answer)
        return Refused(text) if permanent else Undelivered(text)

    def _blames_the_sender(self, answer: str) -> bool:
        # "Email address is not verified. The following identities failed the check in region X: a@b, c@d" names the
        # recipient in SES's sandbox, but the sender as long as its identity is not verified: no fault of the mail's.
        if "not verified" not in answer:
            return False
        blamed = answer.rpartition(":")[2].replace(",", " ").split()
        domain = self._sender.rpartition("@")[2]
        return not {self._sender, domain}.isdisjoint(blamed)
