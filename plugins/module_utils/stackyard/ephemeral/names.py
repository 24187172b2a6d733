"""Names of ephemeral environments: short, unique, and telling whose copy it is and of which branch.

``kim-main-3f2a``: a user, a branch, four digits by chance. Whatever stands in the first two is made fit; what has no
letter that fits is left out, so that every user and every branch gets a name.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Collection

from ..errors import StackyardError
from ..settings.short_lived import LONGEST, is_name

_DIGITS = 4
_TRIES = 50
_ROOM = LONGEST - _DIGITS - 1  # characters of user and branch together, with the dash between them
_USER_AT_LEAST = 3
_NOBODY = "copy"
_PARTS_OF_BRANCHES = re.compile(r"[^a-z0-9]+")
_TAKEN = frozenset({"all", "ungrouped", "embedded", "ephemeral", "aws", "account", "shared"})


def derive(user: str, branch: str, taken: Collection[str], digits: Callable[[], str] | None = None) -> str:
    """Make a name of a user's and a branch's that none of ``taken`` collides with; ``digits`` gives four hex digits.

    Raises ``StackyardError`` where chance finds none.
    """
    draw = digits or (lambda: secrets.token_hex(_DIGITS // 2))
    begin = beginning(user, branch)
    for _ in range(_TRIES):
        name = f"{begin}-{draw()}"
        if not colliding(name, taken):
            return name
    raise StackyardError(
        "no free name was found for an ephemeral environment",
        given=f"{_TRIES} names like {name}",
        remedy="take those away that are not needed (bin/ephemeral list), or give a name: --name",
    )


def beginning(user: str, branch: str) -> str:
    """Give the telling part of a name, such as ``kim-main``; either may be anything, or empty."""
    who, what = _fit(user), _fit(branch.rpartition("/")[2]) or _fit(branch)
    if not what or not who:
        return _begun((who or what)[:_ROOM])
    who = who[: max(_USER_AT_LEAST, _ROOM - 1 - len(what))]
    return _begun(f"{who}-{what}"[:_ROOM])


def check(name: str, known: Collection[str], there: Collection[str]) -> None:
    """Refuse a name that somebody chose; ``known`` are environments and hosts, ``there`` what the account has.

    Raises ``StackyardError``.
    """
    if not is_name(name):
        raise StackyardError(
            "this is no name of an ephemeral environment",
            given=name or "an empty name",
            remedy=f"give a letter, then letters, digits and single dashes, all lower case, at most {LONGEST}",
        )
    if name in _TAKEN or name in known:
        raise StackyardError(
            "this name is taken by an environment that stays",
            given=name,
            remedy="give another name, or leave --name out",
        )
    if others := colliding(name, {*known, *there} - {name}):
        raise StackyardError(
            "the names of two environments would begin alike, and nobody could tell their resources apart",
            given=f"{name}, beside {', '.join(others)}",
            remedy="give another name, or leave --name out",
        )


def colliding(name: str, others: Collection[str]) -> list[str]:
    """Give those of ``others`` that are ``name``, or begin with it and a dash, or the other way round."""
    return sorted(
        other for other in others if other == name or other.startswith(f"{name}-") or name.startswith(f"{other}-")
    )


def _fit(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _PARTS_OF_BRANCHES.sub("", plain)


def _begun(text: str) -> str:
    """Let a name begin with a letter and end with no dash."""
    text = text.strip("-") or _NOBODY
    return text if text[0].isalpha() else f"x{text}"[:_ROOM].rstrip("-")
