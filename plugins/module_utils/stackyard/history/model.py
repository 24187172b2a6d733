"""What is kept of a deployment: every stack of it whole, so that nothing else is needed to go back to it.

Templates are kept as they were sent, not by reference: one object a deployment is written at once, read at once and
forgotten at once. The code is not in it; it lies below ``artifacts/`` under the digests that the templates name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from ..errors import StackyardError

VERSION = 1


@dataclass(frozen=True)
class KeptParameter:
    """A parameter's value; ``output`` (``system.stack.Output``) where another stack gave it.

    Of a ``secret`` one the value is not kept.
    """

    value: str = ""
    output: str = ""
    secret: bool = False


@dataclass(frozen=True)
class KeptStack:
    """A stack as it was deployed: ``digest`` is its tag then, ``template`` the text."""

    system: str
    stack: str
    name: str
    digest: str
    template: str
    parameters: Mapping[str, KeptParameter] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """System and short name, as references name it."""
        return (self.system, self.stack)


@dataclass(frozen=True)
class Deployment:
    """What a target was after one run, numbered from 1.

    ``restores`` is the number of the deployment that a rollback went back to, 0 of any other one; while that rollback
    is not through it is ``pending``: nothing is known to have ever been so. ``changed`` are the
    names of the stacks that the run changed, ``at`` when it ended, by S3's clock (not part of what is kept).
    """

    number: int
    commit: str
    stacks: tuple[KeptStack, ...]
    restores: int = 0
    changed: tuple[str, ...] = ()
    at: datetime | None = None
    pending: bool = False

    def text(self) -> str:
        """Write it as JSON, digests readable for whoever looks for what is still needed."""
        content = asdict(self)
        del content["at"]
        if not self.pending:
            del content["pending"]  # so that kits from before there was such a thing can read it
        return json.dumps({"version": VERSION, **content}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def parse(cls, text: str, where: str, at: datetime | None = None) -> Deployment:
        """Read what ``text`` wrote. Raises ``StackyardError`` for anything else."""
        try:
            content = json.loads(text)
            if content.pop("version") != VERSION:
                raise _unreadable(where, "it was written by another version of this kit")
            stacks = stacks_of(content.pop("stacks"))
            return cls(**{**content, "stacks": stacks, "changed": tuple(content["changed"])}, at=at)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable(where, f"{type(error).__name__}: {error}") from error


def stack_documents(stacks: Sequence[KeptStack]) -> list[dict[str, Any]]:
    """Write stacks as plain data."""
    return [asdict(one) for one in stacks]


def stacks_of(documents: Sequence[Mapping[str, Any]]) -> tuple[KeptStack, ...]:
    """Read what ``stack_documents`` wrote. Raises ``LookupError`` or ``TypeError`` for anything else."""
    return tuple(map(_stack, documents))


def _stack(document: Mapping[str, Any]) -> KeptStack:
    parameters = {name: KeptParameter(**given) for name, given in document["parameters"].items()}
    return KeptStack(**{**document, "parameters": parameters})


def _unreadable(where: str, why: str) -> StackyardError:
    return StackyardError(
        "what is kept of a deployment cannot be read",
        given=f"{where}: {why}",
        remedy="go back to another one (bin/rollback <environment> -e list=true), or check out its commit and deploy",
    )
