"""Which names subjects, tests and students may bear.

Every id becomes a part of an S3 key, of a URL and of a file name on a trainer's computer. One narrow rule keeps all
three free of tricks: no separators, no parent folders, no escapes, nothing invisible.
"""

from __future__ import annotations

import re

from lambda_kit.checking import BadValue

MAX_LENGTH = 64
_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}")
_SHOWN = 80  # an offending id is shown, but never a whole megabyte of it


class BadId(BadValue):  # the name says what is wrong
    """An id that no subject, test or student may bear; the message says which rule it breaks."""


def subject_id(value: object) -> str:
    """Return ``value`` when it is a valid subject name; raise ``BadId`` otherwise."""
    return _checked(value, "subject name")


def test_id(value: object) -> str:
    """Return ``value`` when it is a valid test id; raise ``BadId`` otherwise."""
    return _checked(value, "test id")


def student_id(value: object) -> str:
    """Return ``value`` when it is a valid student id; raise ``BadId`` otherwise."""
    return _checked(value, "student id")


def is_id(value: object) -> bool:
    """Whether ``value`` may name a subject, test or student; for sorting listings, where nobody waits for a reason."""
    return _broken_rule(value) is None


test_id.__test__ = False  # type: ignore[attr-defined]  # its name would make pytest take it for a test


def _checked(value: object, kind: str) -> str:
    reason = _broken_rule(value)
    if reason is not None or not isinstance(value, str):
        shown = ascii(value)[:_SHOWN]
        raise BadId(f"this is no valid {kind}: {reason}; given: {shown}; use letters, digits, spaces and . _ - only")
    return value


def _broken_rule(value: object) -> str | None:
    if not isinstance(value, str):
        return "it is not a text"
    rules = (
        (not value, "it is empty"),
        (len(value) > MAX_LENGTH, f"it is longer than {MAX_LENGTH} characters"),
        (not value.isprintable(), "it holds control or other invisible characters"),
        (".." in value, "it holds '..'"),
        ("/" in value or "\\" in value, "it holds a path separator"),
        ("%" in value, "it holds '%', as URL escapes do"),
        (value.startswith("_"), "names that begin with '_' are reserved"),
        (not _ALLOWED.fullmatch(value), "it holds a character that is not allowed, or begins with a space or sign"),
    )
    return next((reason for broken, reason in rules if broken), None)
