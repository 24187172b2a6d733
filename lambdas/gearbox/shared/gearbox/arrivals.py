"""What the queue says has come into the inbox, or left it: S3's notifications, and the kit's own repetitions of them.

S3 may tell of one event twice, and of two events in either order. Its ``sequencer`` says which event of a key is the
later one. A repetition of ours (a redrive, an operator's retry) is about the same event but is to be worked on anew:
its ``generation`` is one higher. Both together are the ``rank`` by which everything else decides.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import unquote_plus

SEQUENCER_DIGITS = 40  # S3 uses 16 to 18 hexadecimal digits and promises no number
_MOST_KEY_BYTES = 1024  # as S3
_HEX = re.compile(r"[0-9A-F]+")
_CREATED = "ObjectCreated:"
_REMOVED = ("ObjectRemoved:", "LifecycleExpiration:")


class Unreadable(ValueError):  # noqa: N818  # the name says what is the case
    """A message, or an entry of it, tells of no object of the inbox; the text says why not."""


@dataclass(frozen=True)
class Arrival:
    """An event of one key: an object came (``size`` in bytes), or ``removed``: it went, or one of its versions did.

    ``time`` is S3's, ISO 8601. ``redrives`` counts how often ``diagnose`` sent this event back since it happened or
    since an operator asked for a retry, ``handed_back`` how often ``extract`` had no time for it.
    """

    bucket: str
    key: str
    version_id: str
    size: int | None
    etag: str
    sequencer: str
    removed: bool
    time: str
    generation: int = 0
    redrives: int = 0
    handed_back: int = 0

    @property
    def file_id(self) -> str:
        """Return the id of the record about this key."""
        return file_id_of(self.key)

    @property
    def rank(self) -> tuple[str, int]:
        """Return what decides between two events of one key: the greater one is the later."""
        return self.sequencer, self.generation

    def again(self, *, redrives: int) -> Arrival:
        """Return the repetition of this event."""
        return replace(self, generation=self.generation + 1, redrives=redrives, handed_back=0)

    def to_body(self) -> str:
        """Write the message that ``read`` reads back."""
        return json.dumps({"arrivals": [asdict(self)]})


@dataclass(frozen=True)
class Reading:
    """What a message tells: its events, and why parts of it cannot be read."""

    arrivals: tuple[Arrival, ...]
    faults: tuple[str, ...] = ()


def file_id_of(key: str) -> str:
    """Id of a file: 32 hexadecimal digits that follow from its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def read(body: str, bucket: str) -> Reading:
    """Read a message of the queue about ``bucket``. What S3 sends to try the queue, and other news, tells nothing."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        return Reading((), (f"no JSON: {error}",))
    if not isinstance(document, dict):
        return Reading((), ("no JSON object",))
    if document.get("Event") == "s3:TestEvent":
        return Reading(())
    if "arrivals" in document:
        return _entries(document["arrivals"], lambda entry: [_repetition(entry, bucket)])
    return _entries(document.get("Records"), lambda entry: _notified(entry, bucket))


def normalised_sequencer(text: Any) -> str:
    """Pad a sequencer so that plain comparison of texts decides. Raises ``Unreadable`` when it is none."""
    digits = text.upper() if isinstance(text, str) else ""
    if not _HEX.fullmatch(digits) or len(digits) > SEQUENCER_DIGITS:
        raise Unreadable(f"no sequencer: {str(text)[:80]!r}")
    return digits.ljust(SEQUENCER_DIGITS, "0")


def _entries(entries: Any, read_one: Callable[[Any], list[Arrival]]) -> Reading:
    if not isinstance(entries, list):
        return Reading((), ("neither Records nor arrivals",))
    arrivals: list[Arrival] = []
    faults: list[str] = []
    for entry in entries:
        try:
            arrivals.extend(read_one(entry))
        except Unreadable as fault:
            faults.append(str(fault))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            faults.append(f"no event of S3: {type(error).__name__} {str(error)[:80]}")
    return Reading(tuple(arrivals), tuple(faults))


def _notified(entry: Mapping[str, Any], bucket: str) -> list[Arrival]:
    name = entry["eventName"].removeprefix("s3:")
    if not name.startswith((_CREATED, *_REMOVED)):
        return []
    told = entry["s3"]["object"]
    return [
        Arrival(
            bucket=_same(entry["s3"]["bucket"]["name"], bucket),
            key=_checked_key(unquote_plus(told["key"], errors="strict")),
            version_id=_text(told.get("versionId")),
            size=_whole(told.get("size")),
            etag=_text(told.get("eTag")).strip('"'),
            sequencer=normalised_sequencer(told.get("sequencer")),
            removed=name.startswith(_REMOVED),
            time=_text(entry.get("eventTime")),
        )
    ]


def _repetition(entry: Mapping[str, Any], bucket: str) -> Arrival:
    arrival = Arrival(**entry)
    counts = (arrival.generation, arrival.redrives, arrival.handed_back)
    if any(_whole(count) is None for count in counts):
        raise Unreadable("counts of a repetition are whole numbers, 0 or more")
    return replace(
        arrival,
        bucket=_same(arrival.bucket, bucket),
        key=_checked_key(arrival.key),
        version_id=_text(arrival.version_id),
        size=_whole(arrival.size),
        etag=_text(arrival.etag),
        sequencer=normalised_sequencer(arrival.sequencer),
        removed=arrival.removed is True,
        time=_text(arrival.time),
    )


def _same(named: Any, bucket: str) -> str:
    if named != bucket:
        raise Unreadable(f"it is about another bucket: {str(named)[:80]!r}")
    return bucket


def _checked_key(key: Any) -> str:
    if not isinstance(key, str) or not 0 < len(key.encode()) <= _MOST_KEY_BYTES:
        raise Unreadable(f"no key: {str(key)[:80]!r}")
    return key


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
