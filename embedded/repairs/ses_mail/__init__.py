"""Mail as SES sends it: kept whole, refused or suppressed where SES does so, and its events published.

Stock MiniStack forgets attachments, raw messages and, after a restart, every mail; in API version 2 it takes unknown
configuration sets and impossible addresses, needs the sender and recipients outside of a raw message, has an empty
suppression list that cannot be filled, and never publishes an event to a configuration set's destinations. An identity
that CloudFormation made has no DKIM records to get. Here:

- `GET /_stackyard/mail` lists every delivered mail, oldest first: id, from, to, cc, bcc, subject, date (of our clock),
  text, html, attachments (name, type, base64 content), raw, configurationSet (`mailbox`, `parsing`);
- an impossible address is a BadRequestException; an address on the suppression list is accepted, not delivered and
  reported as a bounce, exactly as on AWS (`sending`, `suppression`); a mail to an address that nobody verified is a
  MessageRejected while the account is in the sandbox (`PutAccountDetails`, which stock MiniStack does well): that is
  how to see a refusal, by verifying the domain of all recipients but one;
- Send, Delivery, Bounce, Complaint and Reject events reach SNS destinations (`events`). Destinations in CloudWatch,
  Firehose and EventBridge are stored, and receive nothing;
- what a relay takes by SMTP (`by_smtp`, `embedded.relay`) lies in the same mailbox.

Hooks: `services.ses_v2.handle_request`, `services.ses._send_email`, `._send_raw_email`; the provisioner of
`AWS::SES::EmailIdentity`.
"""

from __future__ import annotations

from embedded.repairs.ses_mail import by_smtp, identities, mailbox, sending, suppression


def apply() -> None:
    """Puts the parts of the package in place; the suppression list's API answers before SES sees a request."""
    opened = mailbox.apply()
    sending.apply(opened)
    by_smtp.apply(opened)
    suppression.apply()
    identities.apply()
