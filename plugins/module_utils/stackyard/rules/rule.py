"""What every rule of the kit is: a rule of cfn-lint that also knows its remedy and its page.

A rule stands in a module of its own, named by its id (``e9101_literal_partition.py``), so that it is found without a
list. Ids E91xx and W91xx are about partitions, E92xx and W92xx about functions, events, data and schedules; cfn-lint
leaves everything from 9000 on to others. What breaks in a partition, or loses data, is an error; the rest are warnings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from cfnlint.rules import CloudFormationLintRule, RuleMatch

from .document import Document, Path

PAGES = "docs/rules"


@dataclass(frozen=True)
class Found:
    """One place in a template where a rule is broken, and what is wrong with just that place."""

    path: Path
    message: str


class KitRule(CloudFormationLintRule):  # type: ignore[misc]  # cfn-lint ships no types that mypy is to follow
    """A rule over templates. Subclasses give ``id``, ``shortdesc``, ``remedy`` and ``find``.

    ``shortdesc`` is the reason in one line, ``remedy`` what to write instead; the page is ``docs/rules/<id>.md``.
    """

    id: str = ""
    shortdesc: str = ""
    remedy: str = ""
    tags: ClassVar[list[str]] = ["stackyard"]

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        cls.description = f"{cls.shortdesc}. Remedy: {cls.remedy}"
        cls.source_url = f"{PAGES}/{cls.id}.md"

    def find(self, document: Document) -> Iterator[Found]:  # noqa: ARG002 - for those that look
        """Give every place of a template that breaks the rule; a rule about other sources gives none."""
        yield from ()

    def match(self, cfn: Any) -> list[Any]:
        """Answer cfn-lint, which hands over its own form of a template."""
        return [RuleMatch(list(found.path), self.told(found.message)) for found in self.find(Document(cfn.template))]

    def told(self, message: str) -> str:
        """What is wrong and what to do, in a line, for whoever shows nothing but the message."""
        return f"{message}. Remedy: {self.remedy} ({self.source_url})"
