"""Exceptions that sources ask for: a comment with an id and a reason, on the line that is told or on its own above it.

    host = "console.aws.amazon.com"  # stackyard: E9102 because the page is the vendor's, not the account's

Templates ask as cfn-lint has it (``ignore_checks``), with a comment on that line. One without a reason, of a rule that
there is not, or for nothing, is told itself.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_ASKED = re.compile(r"(?:#|\{#)\s*stackyard:\s*(?P<ids>[EW]9\d{3}(?:\s*,\s*[EW]9\d{3})*)(?P<rest>.*)$")
_REASON = re.compile(r"\s+because\s+[^\s#]")
_ID = re.compile(r"[EW]9\d{3}")
_IGNORED = re.compile(r"ignore_checks:(?P<ids>[^#]*\b[EWI]9\d{3}[^#]*)(?P<comment>#.*)?$")
_LISTED = re.compile(r"^\s*-\s+['\"]?(?P<ids>[EW]9\d{3})['\"]?\s*(?P<comment>#.*)?$")


@dataclass(frozen=True)
class Asked:
    """What a line asks for: ids that are not to be told in ``lines``, and whether it says why."""

    line: int
    ids: tuple[str, ...]
    has_reason: bool
    lines: tuple[int, ...] = ()


def asked_for(source: str, comments: Collection[int] | None = None) -> Iterator[Asked]:
    """Give the exceptions that the comments of a source ask for; ``comments`` are the lines that have one, if known."""
    for number, line in enumerate(source.splitlines(), 1):
        if (comments is None or number in comments) and (asked := _ASKED.search(line)):
            alone = line.lstrip().startswith(("#", "{#"))
            lines = (number, number + 1) if alone else (number,)
            yield Asked(number, tuple(_ID.findall(asked["ids"])), bool(_REASON.match(asked["rest"])), lines)


def python_comments(source: str) -> set[int]:
    """Lines of a Python source that have a comment: in a text it is none."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0] for token in tokens if token.type == tokenize.COMMENT}


def ignored_in(template: str) -> Iterator[Asked]:
    """Give the exceptions of the kit's rules that a template's own lines ask cfn-lint for."""
    for number, line in enumerate(template.splitlines(), 1):
        if asked := _IGNORED.search(line) or _LISTED.search(line):
            yield Asked(number, tuple(_ID.findall(asked["ids"])), bool((asked["comment"] or "").strip("# ")))


def unreasoned(asked: Asked, known: Collection[str]) -> str:
    """What is wrong with an exception; nothing where it is one of a rule that there is, with a reason."""
    if unknown := [one for one in asked.ids if one not in known]:
        return f"asks for an exception of {', '.join(unknown)}, which is no rule of the kit"
    return "" if asked.has_reason else f"asks for an exception of {', '.join(asked.ids)} without a reason"
