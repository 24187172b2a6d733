"""Has an environment's name typed before a command of ``bin/`` changes it, as playbooks do (role ``confirm``)."""

from __future__ import annotations

import sys
from typing import TextIO

from .errors import StackyardError

SETTING = "changes_need_confirmation"


def confirm_name(environment: str, typed: str, command: str, answers: TextIO | None = None) -> None:
    """Go on only with the right name: ``typed`` already, or else asked for on a terminal (``answers``, stdin without).

    Raises ``StackyardError`` for any other name, and where there is nobody to ask; ``command`` is told with it then.
    """
    stream = answers or sys.stdin
    if not typed and stream.isatty():
        sys.stderr.write(f"{environment} will be changed. Type its name to go on: ")
        sys.stderr.flush()
        typed = stream.readline().strip()
    if typed != environment:
        raise StackyardError(
            "the environment's name was not given", given=f'"{typed}"', remedy=f"{command} --confirm {environment}"
        )
