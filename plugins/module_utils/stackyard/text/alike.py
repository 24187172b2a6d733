"""Names that somebody may have meant instead of the one they typed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

SHOWN = 3


def alike(name: str, known: Sequence[str]) -> list[str]:
    """Give up to three known names that are written like ``name``, first those that differ in zeros or case only."""
    same = [one for one in known if _bare(one) == _bare(name)]
    close = difflib.get_close_matches(name, known, n=SHOWN)
    return [*same, *(one for one in close if one not in same)][:SHOWN] or list(known[:SHOWN])


def _bare(name: str) -> str:
    return re.sub(r"0+(?=\d)", "", name.casefold())
