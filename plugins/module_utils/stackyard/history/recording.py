"""Keeps what a run deployed, once all of it is deployed.

A run that failed or was cut off keeps nothing: what it left behind is no state that anybody would want to go back to,
and the newest deployment kept is then the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..apply.asking import AwsError
from ..apply.deploy import Applied
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..plan.digest import stack_digest
from ..plan.model import OutputRef
from ..plan.values import Given, find_values
from ..refusals import explain
from .ledger import Ledger
from .model import Deployment, KeptParameter, KeptStack

_NO_CHANGE = ("unchanged", "protected")


def keep_deployment(workshop: Workshop, applied: Sequence[Applied]) -> Deployment | None:
    """Keep a deployment in the workshop's bucket; ``None`` when nothing changed, or there is no bucket yet.

    The stacks are deployed by then: where keeping fails, the observer is told, and the run has succeeded all the same.
    """
    changed = tuple(done.spec.name for done in applied if done.done not in _NO_CHANGE)
    if not changed or not workshop.bucket:
        return None
    deployment = Deployment(0, workshop.commit, kept_stacks(applied), changed=changed)
    try:
        return Ledger(workshop.s3, workshop.bucket).add(deployment)
    except AwsError as error:
        told = explain(error, workshop.target)
    except StackyardError as error:
        told = error
    workshop.observer.note(f"warning: no rollback will find this deployment, it is not kept: {told.given}")
    return None


def kept_stacks(applied: Sequence[Applied]) -> tuple[KeptStack, ...]:
    """What is kept of the stacks of a run."""
    outputs = {done.spec.key: Given(done.outputs) for done in applied}
    return tuple(_kept(done, outputs) for done in applied)


def _kept(done: Applied, outputs: dict[tuple[str, str], Given]) -> KeptStack:
    spec = done.spec
    values = find_values(spec, outputs).known
    given = {**spec.common, **spec.parameters}
    return KeptStack(
        system=spec.system,
        stack=spec.stack,
        name=spec.name,
        digest=stack_digest(spec.template, values, spec.tags),
        template=spec.template.body,
        parameters={
            name: _parameter(value, given.get(name), secret=name in spec.template.secret)
            for name, value in values.items()
        },
        tags=dict(spec.tags),
    )


def _parameter(value: str, given: str | OutputRef | None, *, secret: bool) -> KeptParameter:
    output = str(given) if isinstance(given, OutputRef) else ""
    return KeptParameter("" if secret else value, output, secret=secret and not output)
