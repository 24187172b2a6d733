"""Notes on mails that were refused for good, kept until a report tells the trainer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lambda_kit.parallel import in_parallel

from trainings.documents import BadDocument
from trainings.layout import REFUSED_PREFIX, refused_key
from trainings.mails import Mail, ScoreMail
from trainings.register import Register
from trainings.reports import Refusal
from trainings.store import Head, Store


@dataclass(frozen=True)
class Note:
    """What is written down about a refused mail; the address itself is not kept."""

    subject: str
    test_id: str
    student: str
    reason: str


def note_refusal(store: Store, mail: Mail, reason: str) -> None:
    """Write down that a mail was refused for good; repeating it changes nothing."""
    about = (mail.subject, mail.test_id, mail.student) if isinstance(mail, ScoreMail) else ("", "", "")
    store.put_json(refused_key(mail.mail_id), asdict(Note(*about, reason)))


def untold_refusals(store: Store, register: Register) -> tuple[Refusal, ...]:
    """Read the notes that no report has told yet: one listing, and a read for each new one."""
    found = {_mail_id(head): head for head in store.list_keys(REFUSED_PREFIX)}
    untold = register.untold((mail_id, head.etag) for mail_id, head in found.items())
    return tuple(in_parallel(lambda mail_id: _read(store, found[mail_id]), untold))


def _read(store: Store, head: Head) -> Refusal:
    try:
        value: Any = store.get_json(head.key)
        return Refusal(_mail_id(head), head.etag, **asdict(Note(**value)))
    except (BadDocument, TypeError):
        return Refusal(_mail_id(head), head.etag, "", "", "", "the note on it cannot be read")


def _mail_id(head: Head) -> str:
    return head.key.removeprefix(REFUSED_PREFIX).removesuffix(".json")
