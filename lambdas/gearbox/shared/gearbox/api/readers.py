"""What the fields of calls may hold, each read into what it stands for; ``BadValue`` says what is wrong otherwise."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from lambda_kit.checking import BadValue
from lambda_kit.requests import Request

from gearbox.api.problems import FieldError, Problem
from gearbox.catalogue.changes import moment
from gearbox.catalogue.listing import LARGEST_PAGE
from gearbox.catalogue.record import State
from gearbox.kinds.names import KINDS

_FILE_ID = re.compile(r"[0-9a-f]{32}")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(; ?[A-Za-z0-9=_.+-]{1,100})?")
_MOST_NAME_BYTES = 1024  # of a key, as S3
_MOST_DIGITS = 15
_MOST_MOMENT = 40  # characters; Python reads fractions of a second of any length
_NO_MOMENT = "it is no moment, such as 2026-11-21 or 2026-11-21T15:04:05Z"


def file_id(request: Request) -> str:
    """Read the id in the path. Raises ``Problem`` 400."""
    given = request.path.get("id", "")
    if _FILE_ID.fullmatch(given):
        return given
    error = FieldError({"parameter": "id"}, "ids of files are 32 hexadecimal digits, in small letters")
    raise Problem(HTTPStatus.BAD_REQUEST, "There can be no file of that id.", (error,))


def name(value: object) -> str:
    """Read the name of a file that is to be uploaded, which becomes its key.

    A name with parts such as ``..`` is no danger to the inbox, but it is to whoever saves the file under it one day.
    """
    text = _text(value)
    if not 0 < len(text.encode(errors="replace")) <= _MOST_NAME_BYTES:
        raise BadValue(f"a name has 1 to {_MOST_NAME_BYTES} bytes in UTF-8")
    if not text.isprintable():
        raise BadValue("a name has only characters that can be printed, and of spaces only the plain one")
    if any(part in {"", ".", ".."} for part in text.split("/")) or "\\" in text:
        raise BadValue("a name is a path without empty parts, without '.', '..' and '\\'")
    if "${" in text:
        raise BadValue("a name has no '${', which S3 would replace")
    return text


def media_type(value: object) -> str:
    """Read a media type."""
    text = _text(value)
    if not _MEDIA_TYPE.fullmatch(text):
        raise BadValue("it is no media type, such as text/plain")
    return text


def size(largest: int) -> Any:
    """Make what reads a size in bytes, of ``largest`` at most."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= largest:
            raise BadValue(f"a size is a whole number of bytes, 0 to {largest}")
        return value

    return read


def state(value: object) -> State:
    """Read a state."""
    text = _text(value)
    if text not in list(State):
        raise BadValue(f"it is one of {', '.join(State)}")
    return State(text)


def kind(value: object) -> str:
    """Read a kind."""
    if value not in KINDS:
        raise BadValue(f"it is one of {', '.join(sorted(KINDS))}")
    return str(value)


def time(value: object) -> str:
    """Read a date or a moment as records write it; one without a zone is in UTC."""
    text = _text(value)
    if len(text) > _MOST_MOMENT:
        raise BadValue(_NO_MOMENT)
    try:
        read = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign is a space in queries
        seconds = (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
        return moment(max(seconds, 0))
    except (ValueError, OverflowError, OSError):
        raise BadValue(_NO_MOMENT) from None


def limit(value: object) -> int:
    """Read how many files a page may have."""
    text = _text(value)
    if not (text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS and 1 <= int(text) <= LARGEST_PAGE):
        raise BadValue(f"it is a whole number, 1 to {LARGEST_PAGE}")
    return int(text)


def cursor(value: object) -> str:
    """Read a cursor, which the list itself checks."""
    return _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadValue("it is no text")
    return value
