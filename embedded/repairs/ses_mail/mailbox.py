"""The mailbox: every delivered mail, whole, kept across restarts and served at `GET /_stackyard/mail`."""

from __future__ import annotations

import threading
from typing import Any

from embedded import control, saved
from embedded.clock import CLOCK, iso
from embedded.repairs.ses_mail.parsing import Mail

_delivered: list[dict[str, Any]] = []
_lock = threading.Lock()


def apply() -> None:
    """Serves the mailbox and has it saved with the rest of the state."""
    saved.keep("mail", lambda: list(_delivered), _restore)
    control.route("GET", "/mail")(lambda _request: list(_delivered))


def deliver(message_id: str, mail: Mail) -> None:
    """Puts a mail into the mailbox, dated by our clock."""
    document = {"id": message_id, "date": iso(CLOCK.now()), **mail.document()}
    with _lock:
        _delivered.append(document)


def _restore(documents: list[dict[str, Any]] | None) -> None:
    with _lock:
        _delivered[:] = documents or []
