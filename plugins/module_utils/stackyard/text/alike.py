"""Names that somebody may have meant instead of the one they typed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

SHOWN = 3
_BEGINNING = 3  # characters that two names share at least, where one begins with the other (prod, production)
_LIKE = 0.6  # of difflib's ratio


def alike(name: str, known: Sequence[str]) -> list[str]:
    """Give up to three known names that are written like ``name``, first those that differ in zeros or case only."""
    same = [one for one in known if _bare(one) == _bare(name)]
    close = difflib.get_close_matches(name, known, n=SHOWN)
    return [*same, *(one for one in close if one not in same)][:SHOWN] or list(known[:SHOWN])


def likely(name: str, known: Sequence[str]) -> str:
    """Give the known name that somebody most likely meant; empty where none is written like it."""
    near = alike(name, known)
    begun = [one for one in known if _begins(name, one) or _begins(one, name)]
    found = [one for one in near if difflib.SequenceMatcher(None, _bare(name), _bare(one)).ratio() >= _LIKE]
    return next(iter([*found, *begun]), "")


def _begins(name: str, beginning: str) -> bool:
    return len(beginning) >= _BEGINNING and _bare(name).startswith(_bare(beginning))


def _bare(name: str) -> str:
    return re.sub(r"0+(?=\d)", "", name.casefold())
