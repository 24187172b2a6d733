"""Lays mails out for a terminal: a list with one line a mail, and a single mail with its headers.

Everything shown was written by somebody else, so control characters are taken out before it reaches a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence

from .letters import Letter

_TO_WIDTH = 24


def harmless(text: str) -> str:
    """Return the text without anything that drives a terminal or reorders text; line breaks and tabs stay."""
    return "".join(sign for sign in text.replace("\r\n", "\n") if sign.isprintable() or sign in "\n\t\u00a0")


def list_page(letters: Sequence[Letter], width: int) -> str:
    """One line a mail, none longer than ``width``: number, date in this machine's zone, receivers, subject."""
    if not letters:
        return "no mail\n"
    rows = [("no", "date", "to", "subject"), *(_row(letter) for letter in letters)]
    number, date, to = (max(len(row[column]) for row in rows) for column in range(3))
    lines = (f"{row[0]:>{number}}  {row[1]:<{date}}  {row[2]:<{to}}  {row[3]}" for row in rows)
    return "".join(_cut(line, width).rstrip() + "\n" for line in lines)


def letter_page(letter: Letter) -> str:
    """A mail as its receiver would read it, and what else there is of it."""
    head = [("From", letter.sender), ("To", ", ".join(letter.to)), ("Date", _date(letter)), ("Subject", letter.subject)]
    lines = [f"{name + ':':<9}{_single(value)}" for name, value in head]
    files = [f"{_single(file.name)} ({len(file.content)} bytes)" for file in letter.attachments]
    lines += [f"{'File:':<9}{file}" for file in files]
    return "\n".join([*lines, "", harmless(letter.text or letter.html).rstrip("\n"), ""])


def _row(letter: Letter) -> tuple[str, str, str, str]:
    more = f" +{len(letter.to) - 1}" if len(letter.to) > 1 else ""
    receiver = _cut(_single(letter.to[0] if letter.to else ""), _TO_WIDTH - len(more)) + more
    return str(letter.number), _date(letter, "%b %d %H:%M"), receiver, _single(letter.subject)


def _date(letter: Letter, form: str = "%Y-%m-%d %H:%M %Z") -> str:
    return letter.date.astimezone().strftime(form) if letter.date else "unknown"


def _single(text: str) -> str:
    return " ".join(harmless(text).split())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 2] + ".."
