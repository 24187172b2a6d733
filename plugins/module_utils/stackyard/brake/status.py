"""Tells whether an environment is stopped, with one request for all its functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..text.words import counted
from .functions import ENVIRONMENT
from .notes import TAG, Note

LABEL = "stopped"


@dataclass(frozen=True)
class Stopped:
    """The functions of an environment that are stopped, by name; the first of them since when and by whom."""

    names: frozenset[str] = frozenset()
    first: Note | None = None

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.names)

    def line(self, environment: str) -> dict[str, str]:
        """Give label and value: "by the budget since 2026-11-21 10:00 UTC, 9 functions; bin/resume dev"."""
        who = {"budget": "by the budget", "hand": "by hand"}.get(self.first.by if self.first else "", "by somebody")
        since = f" since {self.first.since:%Y-%m-%d %H:%M} UTC" if self.first else ""
        return {
            "label": LABEL,
            "value": f"{who}{since}, {counted(self.count, 'function')}; to go on: bin/resume {environment}",
        }


def look(tagging: Any, environment: str) -> Stopped:
    """Ask for what is stopped; ``tagging`` is a client of the tagging API, which hears of changes within seconds."""
    filters = [{"Key": ENVIRONMENT, "Values": [environment]}, {"Key": TAG}]
    pages = tagging.get_paginator("get_resources").paginate(TagFilters=filters, ResourceTypeFilters=["lambda:function"])
    found = [one for page in pages for one in page["ResourceTagMappingList"]]
    notes = [note for one in found if (note := _note(one["Tags"]))]
    names = frozenset(str(one["ResourceARN"]).rpartition(":")[2] for one in found)
    return Stopped(names, min(notes, key=lambda note: note.since, default=None))


def _note(tags: Sequence[Mapping[str, str]]) -> Note | None:
    try:
        return Note.parse(next(tag["Value"] for tag in tags if tag["Key"] == TAG))
    except (ValueError, KeyError, StopIteration):
        return None
