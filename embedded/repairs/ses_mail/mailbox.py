"""The mailbox: every delivered mail, whole, kept across restarts and served at `GET /_stackyard/mail`.

Mails only ever come in, and there may be tens of thousands, so they are not part of the state that is saved as a whole
every few seconds: each is appended to a file of its own kind, one JSON document a line, before SES answers. A line that
a crash cut off is a mail whose sender never got an answer; it is dropped.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

from embedded import control, saved
from embedded.clock import CLOCK, iso
from embedded.repairs.ses_mail.parsing import Mail


class Mailbox:
    """Delivered mails, oldest first, and the file that they are kept in."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self.mails: list[dict[str, Any]] = []
        if file.exists():
            self._load()

    def deliver(self, message_id: str, mail: Mail) -> None:
        """Adds one mail, dated by our clock, to the file first."""
        document = {"id": message_id, "date": iso(CLOCK.now()), **mail.document()}
        with self._lock:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a") as lines:
                lines.write(json.dumps(document) + "\n")
            self.mails.append(document)

    def clear(self) -> None:
        """Forgets every mail."""
        with self._lock:
            self._file.unlink(missing_ok=True)
            self.mails.clear()

    def _load(self) -> None:
        whole, _end, _cut_off = self._file.read_text().rpartition("\n")
        self.mails = [json.loads(line) for line in whole.splitlines()]
        self._file.write_text("".join(json.dumps(mail) + "\n" for mail in self.mails))


def apply() -> Mailbox:
    """Opens the mailbox of this server, serves it, and has it emptied by a reset."""
    mailbox = Mailbox(Path(os.environ["STACKYARD_STATE"]) / "services" / "mail.jsonl")
    saved.keep("mail", lambda: len(mailbox.mails), lambda count: mailbox.clear() if count is None else None)
    control.route("GET", "/mail")(lambda _request: list(mailbox.mails))
    return mailbox
