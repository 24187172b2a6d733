"""A rule about texts, wherever they stand: in templates, state machines, scripts, Python sources and roles.

A text is judged alone, with what is around it in its line where that decides; so the same rule serves all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Document, Path
from .rule import Found, KitRule

PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d")
_SHOWN = 80  # characters of a text in a message
# What names a service towards IAM; it is written alike in all partitions.
_PRINCIPAL_KEYS = frozenset(
    {"iam:PassedToService", "iam:AWSServiceName", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"}
)


class TextRule(KitRule):
    """Subclasses give ``judge``; the message of a template names the resource as well."""

    def judge(self, text: str, *, principal: bool = False) -> Iterator[str]:
        """Say what is wrong with a text, nothing where it is good.

        ``principal`` says that it stands where a service is named towards IAM.
        """
        raise NotImplementedError

    def find(self, document: Document) -> Iterator[Found]:
        """Judge every text of a template, but for those that a mapping keeps by partition or region."""
        for path, text in document.texts():
            if not _is_kept_by_partition(path):
                for message in self.judge(text, principal=is_principal(path)):
                    yield Found(path, f"{message} in {'.'.join(map(str, path[:2]))}")


def shown(text: str, match: re.Match[str]) -> str:
    """The part of a text around a match, short enough for a line."""
    start = max(0, match.start() - _SHOWN // 4)
    part = " ".join(text[start : start + _SHOWN].split())
    return f"`{'...' if start else ''}{part}{'...' if start + _SHOWN < len(text) else ''}`"


def is_principal(path: Path) -> bool:
    """Whether what stands at a path names a principal: of a policy, of a permission, or of a parameter for one."""
    keys = [key for key in path[1 if path[0] == "Parameters" else 2 :] if isinstance(key, str)]
    return any("principal" in key.lower() or key in _PRINCIPAL_KEYS for key in keys)


def _is_kept_by_partition(path: Path) -> bool:
    return path[0] == "Mappings" and any(key in PARTITIONS or _REGION.fullmatch(str(key)) for key in path[2:4])
