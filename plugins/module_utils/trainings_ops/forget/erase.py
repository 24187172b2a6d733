"""Erase what was found about a student, so that an interruption leaves less access than before, never more.

First it is noted that the student is forgotten, so that no seed brings them back meanwhile; then the key document and
the list lose them, which ends their access; then the key, their objects, their mentions, and last every old version
that still held them.
"""

from __future__ import annotations

from datetime import datetime

from trainings import layout

from ..bucket import Bucket, etag_of
from ..publication import forgotten_digest
from ..published import FORGOTTEN, json_bytes, read_forgotten
from .traces import Mention, Places, Traces

ACCESS = (layout.STUDENT_KEYS, layout.STUDENTS_LIST)


def erase(traces: Traces, places: Places, now: datetime) -> None:
    """Erase all traces; doing it again, with what is found then, completes an interrupted run.

    Raises ``StackyardError`` before anything is erased when it cannot be noted that the student is forgotten.
    """
    bucket = places.bucket
    _note_forgotten(bucket, traces.student, now)
    current = [mention for mention in traces.mentions if mention.version.latest]
    access = sorted((mention for mention in current if mention.version.key in ACCESS), key=_turn)
    written = {_rewrite(bucket, mention) for mention in access}
    for key in traces.keys:
        places.ring.delete(key)
    if places.dead_letters:
        places.dead_letters.delete(traces.letters)
    bucket.erase(traces.own)
    written |= {_rewrite(bucket, mention) for mention in current if mention.version.key not in ACCESS}
    # In a bucket without versions the new document bears the old one's id: it must stay.
    stale = [mention.version for mention in traces.mentions]
    bucket.erase(version for version in stale if (version.key, version.version_id) not in written)


def _turn(mention: Mention) -> int:
    return ACCESS.index(mention.version.key)


def _rewrite(bucket: Bucket, mention: Mention) -> tuple[str, str]:
    key = mention.version.key
    return key, bucket.replace(key, mention.redacted, etag_of(mention.body))


def _note_forgotten(bucket: Bucket, student: str, now: datetime) -> None:
    notes, etag = read_forgotten(bucket)
    if forgotten_digest(student) not in notes:
        noted = {**notes, forgotten_digest(student): f"{now:%Y-%m-%d}"}
        bucket.replace(FORGOTTEN, json_bytes(noted), etag)
