"""Works off orders of the mail queue: claims a mail, sends it, and writes down what became of it.

The orders of one invocation are sent one after the other: so at most one mail is in flight when the worker dies, and
the pace that the mail service allows can be kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from trainings.documents import BadDocument, Fault
from trainings.layout import report_key
from trainings.mail_ledger import Claim, Held, MailLedger, Settled
from trainings.mail_messages import Envelope
from trainings.mails import Mail, ReportMail
from trainings.refusals import note_refusal
from trainings.report_mail import report_message
from trainings.reports import Report
from trainings.score_mail import score_message
from trainings.store import Store
from trainings.transports import Refused, Transport

LOGGER = logging.getLogger(__name__)


class HeldByAnother(Exception):  # noqa: N818  # the name says what is the case
    """Another worker is sending this mail; ``seconds`` is when to ask again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"another worker holds this mail for {seconds:.0f} s")


@dataclass(frozen=True)
class Mailer:
    """Everything that sending needs. ``clock`` tells seconds since 1970, ``pace`` waits until a mail may leave."""

    store: Store
    ledger: MailLedger
    transport: Transport
    sender: str
    trainer: str
    zone: ZoneInfo
    clock: Callable[[], float]
    pace: Callable[[], None]

    def deliver(self, mail: Mail, ordered: datetime) -> None:
        """Send a mail that was ordered at ``ordered``, unless it was sent or refused before.

        A mail that is refused for good is noted for the next report. Raises ``HeldByAnother``, ``Undelivered``, or
        whatever else kept the mail from being sent; the order is to be repeated then.
        """
        address = self.trainer if isinstance(mail, ReportMail) else mail.email
        claim = self.ledger.claim(mail.mail_id, address, self.clock())
        if isinstance(claim, Settled):
            LOGGER.info("mail was settled before", extra={"mail": mail.mail_id})
            return
        if isinstance(claim, Held):
            raise HeldByAnother(claim.seconds)
        self._send(mail, claim, Envelope(self.sender, address, mail.mail_id, ordered))

    def _send(self, mail: Mail, claim: Claim, envelope: Envelope) -> None:
        try:
            message = self._message(mail, envelope)
            self.pace()
            self.transport.send(message, envelope.recipient)
        except Refused as refusal:
            # The note comes first: a worker that dies in between leaves a claim that runs out, and nothing untold.
            note_refusal(self.store, mail, str(refusal))
            self.ledger.refused(claim)
            LOGGER.warning("mail was refused", extra={"mail": mail.mail_id, "reason": str(refusal)})
        except Exception:
            self.ledger.release(claim)
            raise
        else:
            self._note_sent(claim)

    def _note_sent(self, claim: Claim) -> None:
        if self.ledger.sent(claim):
            LOGGER.info("mail sent", extra={"mail": claim.mail_id})
        else:
            LOGGER.warning("mail may have been sent twice: the lease ran out", extra={"mail": claim.mail_id})

    def _message(self, mail: Mail, envelope: Envelope) -> EmailMessage:
        if isinstance(mail, ReportMail):
            return report_message(self._report(mail), envelope, self.zone)
        return score_message(mail, envelope)

    def _report(self, mail: ReportMail) -> Report:
        key = report_key(mail.run_id)
        found = self.store.get_json(key)
        if found is None:
            raise BadDocument(key, [Fault("", "the report to be mailed is missing")])
        return Report.from_json(found)
