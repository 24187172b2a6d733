"""Whose a stack is, where two machines begin an environment of one name within the same seconds.

Neither can see the other's files. But CloudFormation makes a stack once: the one of the two that makes the foundation
leaves its claim there, a tag, and the other one finds it before it has deployed or removed anything.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import StackyardError
from .model import CLAIM_TAG


class ClaimedError(StackyardError):
    """A stack is another machine's, though it has the name of ours."""


def is_claimed(mine: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """Whether tags of a stack claim it for somebody else than tags of ours; who claims nothing disputes nothing."""
    return bool(mine.get(CLAIM_TAG) and theirs.get(CLAIM_TAG)) and mine[CLAIM_TAG] != theirs[CLAIM_TAG]


def check_claim(name: str, mine: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    """Refuse to touch a stack that somebody else's tags claim. Raises ``ClaimedError``."""
    if is_claimed(mine, theirs):
        raise ClaimedError(
            "another machine brought up an environment of this name at the same time, and was faster",
            given=f"{name} is claimed by {theirs[CLAIM_TAG]}, and not by {mine[CLAIM_TAG]}",
            remedy="leave it to them, and take another name; nothing of theirs was touched",
        )
