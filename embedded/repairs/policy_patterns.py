"""Wildcards of policies match every character.

A key may hold line breaks, and on AWS `arn:...:bucket/*` means that key, too. Stock MiniStack matches `*` and `?` up to
the end of a line only, so whoever may read every object of a bucket is denied those; and a name without wildcards also
matches itself with a line break after it.

Hook: `ministack.core.iam_evaluator._fnmatch_compile`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from embedded import hooks

Compiles = Callable[[str, bool], re.Pattern[str]]


def apply() -> None:
    """Puts the hook named above in place."""
    hooks.wrap("ministack.core.iam_evaluator", "_fnmatch_compile", _of_all_characters)


def _of_all_characters(original: Compiles) -> Compiles:
    @lru_cache(maxsize=4096)
    def compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
        found = original(pattern, ignore_case)
        return re.compile(found.pattern.removesuffix("$") + r"\Z", found.flags | re.DOTALL)

    return compiled
