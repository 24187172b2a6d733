"""The mail that reports a run to the trainer."""

from __future__ import annotations

import gzip
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from trainings.grades_csv import grades_csv
from trainings.mail_messages import Envelope, make_message
from trainings.report_html import report_html
from trainings.report_text import report_text
from trainings.report_view import CSV_NAME, report_view
from trainings.reports import Report, grades

# Most servers take 10 MB, and base64 makes a third more of what is attached.
_LARGEST_PLAIN = 5_000_000


def report_message(
    report: Report, envelope: Envelope, zone: ZoneInfo, largest_plain: int = _LARGEST_PLAIN
) -> EmailMessage:
    """Write the mail of one report, with all grades attached as CSV (packed beyond ``largest_plain`` bytes)."""
    view = report_view(report, zone)
    message = make_message(envelope, view.title, report_text(view), report_html(view))
    table = grades_csv(grades(report))
    if len(table) <= largest_plain:
        message.add_attachment(table, maintype="text", subtype="csv", filename=CSV_NAME)
    else:
        # No time in the packed file: the same report makes the same mail.
        packed = gzip.compress(table, mtime=0)
        message.add_attachment(packed, maintype="application", subtype="gzip", filename=f"{CSV_NAME}.gz")
    return message
