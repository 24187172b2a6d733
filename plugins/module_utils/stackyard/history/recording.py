"""Keeps what a run deployed, once all of it is deployed.

A run that failed or was cut off keeps nothing: what it left behind is no state that anybody would want to go back to,
and the newest deployment kept is then the one before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from .. import beside
from ..apply.asking import AwsError
from ..apply.deploy import Applied
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..plan.account import STACK as ACCOUNT
from ..plan.digest import stack_digest
from ..plan.model import OutputRef
from ..plan.read import read_stacks
from ..plan.values import Given, find_values
from ..refusals import explain
from .ledger import Ledger
from .model import Deployment, KeptParameter, KeptStack, stack_documents, stacks_of

_NO_CHANGE = ("unchanged", "protected")


@dataclass(frozen=True)
class Share:
    """What one step of a run adds to its deployment: its stacks, and the full names of those that it changed.

    A target is deployed in two steps, the foundation and then the systems on it. ``outputs`` are those of the step's
    stacks (``system.stack.Output`` to the value), by which the step after it knows what it took from them.
    """

    stacks: tuple[KeptStack, ...] = ()
    changed: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, applied: Sequence[Applied], earlier: Share | None = None) -> Share:
        """Give the share of what was applied, behind that of the step before; the account's own stack is no part."""
        applied = [done for done in applied if done.spec.name != ACCOUNT]
        before = earlier or cls()
        sources = {value: output for output, value in before.outputs.items() if value}
        made = {done.spec.key: Given(done.outputs) for done in applied}
        return cls(
            (*before.stacks, *(_kept(done, made, sources) for done in applied)),
            (*before.changed, *(done.spec.name for done in applied if done.done not in _NO_CHANGE)),
            {**before.outputs, **_outputs(applied)},
        )

    def document(self) -> dict[str, Any]:
        """Write it as plain data."""
        return {"stacks": stack_documents(self.stacks), "changed": list(self.changed), "outputs": dict(self.outputs)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Share:
        """Read what ``document`` wrote; nothing of nothing."""
        if not document:
            return cls()
        return cls(stacks_of(document["stacks"]), tuple(document["changed"]), dict(document["outputs"]))


def keep_deployment(
    workshop: Workshop,
    applied: Sequence[Applied],
    earlier: Share | None = None,
    left_alone: Collection[str] = (),
    numbers: Future[Collection[int]] | None = None,
) -> Deployment | None:
    """Keep a deployment in the workshop's bucket; ``None`` when nothing changed, or there is no bucket yet.

    ``numbers`` are those of the deployments that were kept before, where somebody has begun to ask for them.
    ``left_alone`` are systems that were no part of the run: their stacks are kept as the deployment before has them, as
    far as they are still there. The stacks are deployed by then: where keeping fails, the observer is told, and the run
    has succeeded all the same.
    """
    share = Share.of(applied, earlier)
    if not share.changed or not workshop.bucket:
        return None
    ledger = Ledger(workshop.s3, workshop.bucket)
    try:
        stacks = (*share.stacks, *_still_there(workshop, ledger, left_alone))
        known = numbers.result() if numbers else None
        return ledger.add(Deployment(0, workshop.commit, stacks, changed=share.changed), known)
    except AwsError as error:
        told = explain(error, workshop.target)
    except StackyardError as error:
        told = error
    workshop.observer.note(f"warning: no rollback will find this deployment, it is not kept: {told.given}")
    return None


def begin_to_number(workshop: Workshop) -> Future[Collection[int]]:
    """Begin to ask which deployments are kept, while what will be kept next is still being deployed."""
    return beside.begin(Ledger(workshop.s3, workshop.bucket).numbers)


def _still_there(workshop: Workshop, ledger: Ledger, systems: Collection[str]) -> list[KeptStack]:
    """Give the stacks of some systems as the newest deployment has them, without those that were deleted since."""
    newest = ledger.newest_whole() if systems else None
    if not newest:
        return []
    there = read_stacks(workshop.cloudformation, f"{workshop.target.prefix}-")
    return [kept for kept in newest.stacks if kept.system in systems and kept.name in there]


def _outputs(applied: Sequence[Applied]) -> dict[str, str]:
    return {str(OutputRef(*done.spec.key, output)): value for done in applied for output, value in done.outputs.items()}


def _kept(done: Applied, outputs: Mapping[tuple[str, str], Given], sources: Mapping[str, str]) -> KeptStack:
    spec = done.spec
    values = find_values(spec, outputs).known
    given = {**spec.common, **spec.parameters}
    return KeptStack(
        system=spec.system,
        stack=spec.stack,
        name=spec.name,
        digest=stack_digest(spec, values),
        template=spec.template.body,
        parameters={
            name: _parameter(value, given.get(name), sources, secret=name in spec.template.secret)
            for name, value in values.items()
        },
        tags=dict(spec.tags),
    )


def _parameter(value: str, given: str | OutputRef | None, sources: Mapping[str, str], *, secret: bool) -> KeptParameter:
    """What is kept of a value: what an earlier step's stack gave is known by being the same, and comes from there."""
    output = str(given) if isinstance(given, OutputRef) else "" if secret else sources.get(value, "")
    return KeptParameter("" if secret else value, output, secret=secret and not output)
