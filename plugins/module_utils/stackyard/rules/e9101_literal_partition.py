"""An ARN that names its partition: it names nothing at all in every other partition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text_rule import PARTITIONS, TextRule, shown

_ANY = "|".join(PARTITIONS)
_ARN = re.compile(rf"(?<![A-Za-z0-9])arn:({_ANY}):(?!states:::)")
# What readers of sources write for a value under such a name. Commands that are told a partition are told which.
_NAMED = re.compile(rf"partition: ({_ANY})")
# The same within a text that is a program's: `PARTITION=aws`, `${PARTITION:-aws}`, `partition == 'aws'`,
# `partition | default('aws')`. Not `PARTITION=aws command`, which only tells a command.
_GIVEN = re.compile(
    r"(?<!-)\b(?:\w+\.)*\w*partition\b['\")\]]*\s*"
    rf"(?:(?:[=!]?=|:[-=])\s*['\"]?|(?:\|\s*(?:default|d)\s*\(|\bor\b)\s*['\"])({_ANY})(?![\w-]| \w)",
    re.IGNORECASE,
)
# A choice between partitions, in an expression of Jinja.
_CHOSEN = re.compile(rf"['\"]({'|'.join(PARTITIONS[1:])})['\"]\s+if\b|\belse\s+['\"]({'|'.join(PARTITIONS[1:])})['\"]")


class LiteralPartition(TextRule):
    """Flags ARNs with a literal partition; those of state machines' tasks have a rule of their own."""

    id = "E9101"
    shortdesc = "An ARN with a literal partition names nothing in any other partition"
    remedy = "write `${AWS::Partition}` in templates, and take the partition from the target or an ARN elsewhere"

    def judge(self, text: str, *, principal: bool = False) -> Iterator[str]:  # noqa: ARG002 - ARNs are principals too
        """Find each ARN once, and each partition by a name of its own."""
        for match in (*_ARN.finditer(text), *_named(text)):
            yield f"names the partition {match[match.lastindex or 1]}: {shown(text, match)}"


def _named(text: str) -> Iterator[re.Match[str]]:
    if match := _NAMED.fullmatch(text) or _GIVEN.search(text) or _CHOSEN.search(text):
        yield match
