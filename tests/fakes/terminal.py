"""A terminal that understands just what live output uses, and refuses everything else."""

from __future__ import annotations

import re

_PARTS = re.compile(r"\x1b\[(\d*)([A-Z])|([\r\n])|([^\x1b\r\n]+)")


class Terminal:
    """``lines`` is what stands on it; ``row`` and ``column`` are the cursor's."""

    def __init__(self) -> None:
        self.lines = [""]
        self.row = self.column = 0

    def write(self, text: str) -> None:
        """Draw or print text; every character must be understood."""
        at = 0
        for part in _PARTS.finditer(text):
            assert part.start() == at, text[at : at + 10]
            at = part.end()
            count, letter, control, plain = part.groups()
            if letter:
                self._command(letter, int(count or 1))
            elif control:
                self._control(control)
            else:
                self._print(plain)
        assert at == len(text)

    def print_line(self, text: str) -> None:
        """Print a line as whoever knows nothing of drawings does."""
        self.write(f"{text}\n")

    @property
    def shown(self) -> list[str]:
        """What stands on it, without empty lines at the end."""
        lines = [line.rstrip() for line in self.lines]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def _control(self, control: str) -> None:
        self.column = 0
        if control == "\n":
            self.row += 1
            self.lines += [""] * (self.row + 1 - len(self.lines))

    def _command(self, letter: str, count: int) -> None:
        if letter == "A":
            assert count <= self.row
            self.row -= count
        elif letter in "KJ":
            self.lines[self.row] = self.lines[self.row][: self.column]
            self.lines = self.lines[: self.row + 1] if letter == "J" else self.lines
        else:
            raise AssertionError(letter)

    def _print(self, text: str) -> None:
        line = self.lines[self.row].ljust(self.column)
        self.lines[self.row] = line[: self.column] + text + line[self.column + len(text) :]
        self.column += len(text)
