"""Reads sent mails from a running embedded AWS.

Knows where the server listens and what its `/_stackyard/mail` answers, and turns both into plain values or into an
error that says what to type.
"""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from embedded.lifecycle.errors import LifecycleError
from embedded.lifecycle.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]


class MailboxError(Exception):
    """Something the user can mend; the message says what is wrong and what to type next."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"error: {problem}\n  remedy: {remedy}")


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A sent mail. ``number`` counts from 1 in the order of sending; ``document`` is what the server holds of it."""

    number: int
    sender: str
    to: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    html: str
    raw: str
    attachments: tuple[Attachment, ...]
    document: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_document(cls, number: int, document: Mapping[str, Any]) -> Letter:
        """Read one entry of the server's list; a part that a mail lacks is empty."""
        to = document.get("to") or []
        return cls(
            number=number,
            sender=str(document.get("from") or ""),
            to=(to,) if isinstance(to, str) else tuple(map(str, to)),
            subject=str(document.get("subject") or ""),
            date=_moment(document.get("date")),
            text=str(document.get("text") or ""),
            html=str(document.get("html") or ""),
            raw=str(document.get("raw") or ""),
            attachments=tuple(_attachment(part) for part in document.get("attachments") or []),
            document=document,
        )


def server_url(environment: Mapping[str, str], root: Path = ROOT, partition: str | None = None) -> str:
    """Where the embedded AWS listens: as the environment says, else as the running server noted down.

    Raises ``MailboxError`` for a port or a partition that cannot be.
    """
    try:
        settings = read_settings(environ=environment, partition=partition, root=root)
    except LifecycleError as error:
        raise MailboxError(error.problem, error.remedy) from None
    if settings.asked:
        return settings.url
    try:
        noted = int(json.loads((settings.state / "server.json").read_text())["port"])
    except (OSError, ValueError, KeyError, TypeError):  # not running, or stopped half-way: its usual port decides
        noted = settings.port
    return f"http://127.0.0.1:{noted}"


def sent_letters(url: str) -> list[Letter]:
    """Fetch all sent mails in the order of sending; raises ``MailboxError`` when the server cannot answer."""
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({})
    )  # a proxy cannot reach this machine's loopback
    try:
        with direct.open(f"{url}/_stackyard/mail", timeout=_PATIENCE_SECONDS) as answer:
            documents = json.load(answer)
        return [Letter.from_document(number, document) for number, document in enumerate(documents, 1)]
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise MailboxError(f"no embedded AWS answers at {url} ({reason})", _START) from None
    except (ValueError, TypeError, AttributeError, KeyError):
        raise MailboxError(f"what answers at {url} is no embedded AWS of this repository", _START) from None


_PATIENCE_SECONDS = 60.0  # a server that works for others at the moment answers after them
_START = "bin/local up (and bin/deploy, if nothing is deployed yet); for another port set STACKYARD_LOCAL_PORT"


def environment_url(partition: str | None = None) -> str:
    """Where the embedded AWS of this process's environment listens, for `partition` if one is named."""
    return server_url(os.environ, partition=partition)


def _attachment(part: Mapping[str, Any]) -> Attachment:
    return Attachment(str(part["name"]), str(part.get("type") or ""), base64.b64decode(part["content"]))


def _moment(value: object) -> datetime | None:
    """Read a date in ISO 8601 or in a mail header's form."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(str(value))
        except ValueError:
            continue
    return None
