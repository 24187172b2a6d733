"""Texts in shell scripts: lines without comments and quotes, so that what the shell joins is one text.

Text that is written into another program (a heredoc) is text of the script; a ``#`` in it begins no comment. A variable
that the script gives one word, once, stands for that word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from .model import SourceText

_HEREDOC = re.compile(r"(?<!<)<<(-?)\s*(?:(['\"])(.+?)\2|\\?([A-Za-z_][A-Za-z0-9_]*))")
_BEFORE_COMMENT = frozenset(" \t;&|()")
_BEGIN = r"(?:^|[\s;&|(])"
_GIVEN = re.compile(rf"{_BEGIN}([A-Za-z_]\w*)(\+?)=([^\s;&|()]*)")
_GIVEN_OTHERWISE = re.compile(rf"{_BEGIN}(?:for|read(?:\s+-\w+)*|mapfile|printf\s+-v)\s+([A-Za-z_]\w*)")
_WORD = re.compile(r"[\w-]+(?::[\w-]+)?")
_USED = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


def shell_texts(source: str) -> Iterator[SourceText]:
    """Give each line that says something; one that a backslash continues is one with those that follow."""
    said = list(_lines(source))
    known = _given_once(said)
    for one in said:
        yield SourceText(one.line, _USED.sub(lambda used: known.get(used[1] or used[2], used[0]), one.text))


def _given_once(said: list[SourceText]) -> Mapping[str, str]:
    """Give the variables that get one word, in one place. Longer texts are judged where they stand, and once."""
    given = [found for one in said for found in _GIVEN.finditer(one.text)]
    others = [found[1] for one in said for found in _GIVEN_OTHERWISE.finditer(one.text)]
    times = Counter([*(found[1] for found in given), *others])
    once = (found for found in given if times[found[1]] == 1)
    return {found[1]: found[3] for found in once if not found[2] and _WORD.fullmatch(found[3])}


def _lines(source: str) -> Iterator[SourceText]:
    reader, begun, waiting = _Reader(), 0, ""
    for number, line in enumerate(source.splitlines(), 1):
        text, goes_on = reader.read(line)
        begun, waiting = begun or number, waiting + text
        if not goes_on:
            if waiting.strip():
                yield SourceText(begun, waiting)
            begun, waiting = 0, ""
    if waiting.strip():
        yield SourceText(begun, waiting)


class _Reader:
    """Reads line after line; ``quote`` is what a line before it opened, ``ends`` are heredocs that are yet to end."""

    def __init__(self) -> None:
        self.quote = ""
        self.ends: list[tuple[str, bool]] = []

    def read(self, line: str) -> tuple[str, bool]:
        """Give the text of a line, and whether the next one continues it."""
        if self.ends and not self.quote:
            return self._heredoc(line), False
        text, goes_on = self._words(line)
        if not self.quote:
            found = _HEREDOC.finditer(line)
            self.ends += [(match[3] or match[4], bool(match[1])) for match in found if "#" not in line[: match.start()]]
        return text, goes_on

    def _heredoc(self, line: str) -> str:
        end, indented = self.ends[0]
        if (line.lstrip("\t") if indented else line) == end:
            self.ends.pop(0)
            return ""
        return line

    def _words(self, line: str) -> tuple[str, bool]:
        said: list[str] = []
        position = 0
        while position < len(line):
            letter = line[position]
            if letter == "\\" and self.quote != "'":
                if position + 1 == len(line):
                    return "".join(said), True
                said.append(line[position + 1])
                position += 2
                continue
            if letter == "#" and not self.quote and (position == 0 or line[position - 1] in _BEFORE_COMMENT):
                break
            self._take(letter, said)
            position += 1
        return "".join(said), False

    def _take(self, letter: str, said: list[str]) -> None:
        """Note a letter, or the quote that it opens or closes."""
        if letter == self.quote:
            self.quote = ""
        elif letter in "'\"" and not self.quote:
            self.quote = letter
        else:
            said.append(letter)
