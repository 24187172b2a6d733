"""How a system stands, in lines for one screen.

Each part is found by itself and side by side with the others; one that cannot be told says so and spoils nothing else.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from ..errors import StackyardError
from ..refusals import code_of

AT_ONCE = 8
VALUE_WIDTH, VALUE_LINES = 48, 4  # two columns before and after a label of twenty-eight, on a screen of eighty

Part = Callable[[], Iterable["Line"]]


@dataclass(frozen=True)
class Line:
    """One line of the status."""

    label: str
    value: str


def side_by_side(parts: Mapping[str, Part], *expected: type[Exception]) -> list[Line]:
    """Give the lines of all parts, in their order; a part's own label is told with what kept it from being found.

    ``expected`` are errors of the system's own that say why something cannot be told.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(lambda label: _told(label, parts[label], expected), parts)
        return [Line(line.label, folded(line.value)) for lines in found for line in lines]


def _told(label: str, part: Part, expected: tuple[type[Exception], ...]) -> list[Line]:
    try:
        return list(part())
    except ClientError as error:
        reason = f"{code_of(error) or 'a refusal'} at {error.operation_name}"
    except Exception as error:
        if not isinstance(error, (BotoCoreError, StackyardError, OSError, *expected)):
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
    return [Line(label, f"cannot be told: {reason}")]


def folded(value: str) -> str:
    """Break a value into lines that fit beside their label, at most a few."""
    lines = textwrap.wrap(
        value, VALUE_WIDTH, max_lines=VALUE_LINES, placeholder=" ...", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)
