"""Puts lines on the terminal that they are shown on: broken between words, where a terminal would break within them.

A pipe and a file get every line whole, so that ``grep`` finds what stands in one. Whatever cannot know the terminal
(pages, reports) goes by the usual 80 columns.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import TextIO

USUAL = 80  # columns
_LEAST = 20  # columns; what is narrower shows nothing anyhow
_DEEPER = 4  # columns that a line's rest is indented by more than its beginning
_HEAD = re.compile(r"\s*(?:# )?")
_WORD = re.compile(r"\s*\S+")


def columns(stream: TextIO, ask: Callable[[int], os.terminal_size] = os.get_terminal_size) -> int:
    """Say how wide the terminal behind a stream is; 0 where there is none."""
    try:
        return max(_LEAST, ask(stream.fileno()).columns or USUAL)  # some consoles say that they are 0 wide
    except (OSError, ValueError):  # no terminal; closed, or no file at all
        return 0


def fitted(text: str, width: int) -> Iterator[str]:
    """Give a text's lines with none longer than ``width``, as far as single words allow; as they are when it is 0.

    What goes on is indented by four columns more, in a comment as far as the comment is.
    """
    for line in text.split("\n"):
        yield from _broken(line, width) if 0 < width < len(line) else (line,)


def _broken(line: str, width: int) -> Iterator[str]:
    head = _HEAD.match(line)
    begin = head[0] if head else ""
    rest = begin if begin.strip() else begin + " " * _DEEPER
    held, start = "", begin
    for word in _WORD.findall(line[len(begin) :]):
        if held and len(start) + len(held) + len(word) > width:
            yield f"{start}{held}"
            held, start = "", rest
        held += word if held else word.lstrip()
    yield f"{start}{held}"
