"""Limits a resolution to the Pythons that Lambda has, where a lock for every Python there is cannot be had.

A lock serves every later runtime, too, as long as that is possible. One package that asks for something else on PyPy,
or on a Python to come, makes uv look for wheels there as well, and most packages have none. Limited to these Pythons
it finds what functions need; but then it writes the limits into every line. They are taken out again: on a Python
beyond them a package must be missed when it is installed, rather than be passed over without a word.
"""

from __future__ import annotations

import re

OLDEST_PYTHON = "3.12"  # the oldest Python a function may ask for; a lock must serve every newer one too
_FIRST_BEYOND = "3.15"  # the first that Lambda does not have
LIMITS = (f"python_full_version < '{_FIRST_BEYOND}'", "platform_python_implementation == 'CPython'")

_MARKER = re.compile(r"^(?P<pin>[^\s#;]+) ; (?P<marker>[^\\\n]*?)(?P<more> \\)?$", re.MULTILINE)


def without_limits(lock: str) -> str:
    """Take the limits out of the markers of a lock that uv resolved under them."""
    return _MARKER.sub(_freed, lock)


def _freed(found: re.Match[str]) -> str:
    marker = _unlimited(found["marker"])
    return found["pin"] + (f" ; {marker}" if marker else "") + (found["more"] or "")


def _unlimited(marker: str) -> str:
    """Give a marker without the limits; "" when nothing else is in it. uv writes alternatives of plain conditions."""
    alternatives = []
    for alternative in marker.split(" or "):
        conditions = [one for one in alternative.strip("()").split(" and ") if one not in LIMITS]
        if not conditions:
            return ""
        alternatives.append(conditions)
    single = len(alternatives) == 1
    return " or ".join(
        " and ".join(one) if single or len(one) == 1 else f"({' and '.join(one)})" for one in alternatives
    )
