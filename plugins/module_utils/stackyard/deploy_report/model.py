"""What is kept of a run for its report: plain frozen values, handed from one deployment of a target to the next.

A playbook deploys a target in two steps, the foundation and then the systems on it, and people get one page. Moments
are seconds since 1970, those of events by the account's own clock. Secrets are masked before they get in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from ..estimate.changes import CostTable
from ..preview.document import from_document, joined, to_document
from ..preview.model import TargetPreview


class Ending(StrEnum):
    """How work on a resource, or on a stack, ended."""

    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"  # taken back, because of another one's failure
    OPEN = "open"  # the run ended first


@dataclass(frozen=True)
class Span:
    """Work on one resource: ``verb`` is create, update or delete, ``reason`` why it failed."""

    resource: str
    type: str
    verb: str
    began: float
    ended: float
    ending: Ending = Ending.DONE
    reason: str = ""


@dataclass(frozen=True)
class StackRun:
    """What happened to one stack.

    ``outcome`` is created, updated, protected, unchanged, failed, skipped or stopped; ``seconds`` how long the kit
    worked on it, ``cause`` why it failed or was not begun; ``place`` is the line of a template (``file:line``).
    ``changes`` are (sign, resource, type) of what its change sets did.
    """

    name: str
    system: str
    stack: str
    action: str
    reason: str
    outcome: str = "stopped"
    seconds: float = 0.0
    cause: str = ""
    place: str = ""
    spans: tuple[Span, ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Artifact:
    """What a function weighs, in bytes; ``packed`` is 0 where nothing of it was zipped in this run."""

    function: str
    state: str
    unpacked: int
    packed: int
    layers: int


@dataclass(frozen=True)
class Run:
    """One run over a target. ``error`` is what it failed with; empty when it came to a good end.

    ``ended_at`` names the task that ended it where that was not the one that deploys; ``begun`` is false when it was
    refused, or failed, before any stack was changed; ``running`` is true of one that has not ended yet. ``costs`` is
    what it changed of a month's bill, ``None`` where nobody could tell.
    """

    target: str
    title: str
    facts: Mapping[str, str]
    began: float
    ended: float
    stacks: tuple[StackRun, ...] = ()
    preview: TargetPreview = field(default_factory=lambda: TargetPreview(()))
    artifacts: tuple[Artifact, ...] = ()
    error: str = ""
    ended_at: str = ""
    begun: bool = True
    running: bool = False
    costs: CostTable | None = None

    @property
    def outcome(self) -> str:
        """How it ended, in a word or two."""
        if self.running:
            return "running"
        return "succeeded" if not self.error else "failed" if self.begun else "not begun"

    def after(self, earlier: Mapping[str, Any]) -> Run:
        """Put this run behind an earlier step of the same one, which ``document`` wrote; empty when there was none."""
        if not earlier:
            return self
        first = Run.from_document(earlier)
        return replace(
            self,
            facts={**first.facts, **self.facts},
            began=first.began,
            stacks=(*first.stacks, *self.stacks),
            preview=joined(first.preview, self.preview),
            artifacts=self.artifacts or first.artifacts,
        )

    def document(self) -> dict[str, Any]:
        """Write it as mappings, lists and texts."""
        plain: dict[str, Any] = _plain(asdict(replace(self, preview=TargetPreview(()))))  # which writes itself
        return {**plain, "preview": to_document(self.preview)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Run:
        """Read what ``document`` wrote."""
        stacks = tuple(_stack(one) for one in document["stacks"])
        artifacts = tuple(Artifact(**one) for one in document["artifacts"])
        preview = from_document(document["preview"])
        costs = CostTable.from_document(document["costs"])
        return cls(**{**document, "stacks": stacks, "artifacts": artifacts, "preview": preview, "costs": costs})


def _stack(plain: Mapping[str, Any]) -> StackRun:
    spans = tuple(Span(**{**one, "ending": Ending(one["ending"])}) for one in plain["spans"])
    changes = tuple((sign, resource, kind) for sign, resource, kind in plain["changes"])
    return StackRun(**{**plain, "spans": spans, "changes": changes})


def _plain(value: Any) -> Any:
    """Write tuples as lists and words of an enumeration as texts."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, StrEnum) else value
