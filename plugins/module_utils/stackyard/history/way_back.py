"""Finds what to go back to, and plans it: pure but for reading the history.

Without a number it is the newest deployment that is not what the target is now. So a rollback that was cut off is taken
up by the same command, and what a failed run left behind is cleared away; one that was given up, for a deployment, is
no place to go back to. It never swings back and forth, though: once
a rollback is through, or when CloudFormation itself has taken back the last update, somebody has to say how far to go.

The end of a copy's life is nothing to go back to: who goes back uses the copy, and must not lose it for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ..errors import StackyardError
from ..plan.decide import make_plan
from ..plan.model import DIGEST_TAG, EXPIRES_TAG, SYSTEM_TAG, OutputRef, Plan, StackSpec, StackState
from ..plan.template import Template
from ..target import Target
from .ledger import Ledger
from .model import Deployment, KeptParameter, KeptStack

Key = tuple[str, str]


@dataclass(frozen=True)
class WayBack:
    """What to go back to: ``plan`` has the stacks that have to change; ``stays`` names those that were not there then.

    ``begun``: the last thing that happened is a rollback to it, which did not come to its end. ``newest`` is the last
    deployment that is kept, and ``settled`` whether the target is as that one left it. ``after`` are the stacks as they
    are once the way is gone: those of ``to``, or where only some systems are brought back, the others' newest ones.
    """

    to: Deployment
    plan: Plan
    stays: tuple[str, ...] = ()
    begun: bool = False
    newest: Deployment | None = None
    settled: bool = True
    after: tuple[KeptStack, ...] = ()

    @property
    def number(self) -> int:
        """The number by which people know the deployment that is gone back to."""
        return self.to.restores or self.to.number

    @property
    def start(self) -> str:
        """Say what is left behind."""
        if self.begun:
            return "a rollback that did not come to its end"
        last = f"deployment {self.newest.number}" if self.newest else "the beginning"
        return last if self.settled else f"what was done since {last}"

    @property
    def route(self) -> str:
        """Say from where to where this goes."""
        return f"from {self.start} to deployment {self.number}"

    def lines(self) -> list[str]:
        """Tell what is gone back to, and what is left as it is."""
        when = f" of {self.to.at:%Y-%m-%d %H:%M} UTC" if self.to.at and not self.to.restores else ""
        stays = [f"{name} was not there then, and stays as it is" for name in self.stays]
        return [f"{self.route}{when} (commit {self.to.commit})", *stays]

    def wanted(self) -> Deployment:
        """Give what the target is once the way is gone, to be kept before the first step."""
        changed = tuple(planned.spec.name for planned in self.plan.changes)
        return replace(self.to, stacks=self.after, restores=self.number, changed=changed, pending=True)


@dataclass(frozen=True)
class Present:
    """A target as it is: its stacks by full name, and how new stacks are protected."""

    target: Target
    states: Mapping[str, StackState]
    protected: bool = False

    def moved(self, kept: KeptStack) -> bool:
        """Whether a stack is not (any more) as it was kept."""
        state = self.states.get(kept.name)
        return state is None or not state.usable or state.tags.get(DIGEST_TAG) != kept.digest

    def output(self, reference: OutputRef) -> str | None:
        """The value that an output has now."""
        state = self.states.get(self.target.stack_name(reference.system, reference.stack))
        return state.outputs.get(reference.output) if state else None

    def tags(self, kept: KeptStack) -> dict[str, str]:
        """The tags that a stack gets back, with the end that it has now; one that is made anew, the latest of all."""
        state = self.states.get(kept.name)
        latest = max((one.tags.get(EXPIRES_TAG, "") for one in self.states.values()), default="")
        end = state.tags.get(EXPIRES_TAG, "") if state and state.tags else latest  # a shell has no tags yet
        lasting = {key: value for key, value in kept.tags.items() if key != EXPIRES_TAG}
        return lasting | ({EXPIRES_TAG: end} if end else {})


def find_way_back(ledger: Ledger, present: Present, *, to: int = 0, systems: Collection[str] = ()) -> WayBack:
    """Plan the way back to deployment ``to``, or to the last one that is not there now; only ``systems`` if any.

    Raises ``StackyardError`` when there is nothing to go back to, or somebody has to choose.
    """
    deployments = ledger.newest_first()
    newest = next(deployments, None)
    if to:
        way = _way(ledger.read(to), present, systems)
        if not way.plan.changes:
            raise StackyardError(
                f"nothing to do: the stacks are as deployment {to} left them",
                given=f"-e to={to}",
                remedy=_elsewhere(present),
            )
    else:
        way = _choose(chain([newest] if newest else [], deployments), present, systems)
    if newest and newest.pending and not way.begun:
        newest = ledger.newest_whole()
    now = newest.stacks if newest else ()
    others = [kept for kept in now if systems and kept.system not in systems]
    settled = not any(present.moved(kept) for kept in now)
    return replace(way, newest=newest, settled=settled, after=(*others, *_of(way.to, systems)))


def _way(deployment: Deployment, present: Present, systems: Collection[str]) -> WayBack:
    """Plan the way back to one deployment; its plan is empty where the target is as that one left it."""
    stacks = _of(deployment, systems)
    then = {kept.name for kept in deployment.stacks}
    of_systems = {kept.system for kept in stacks}
    younger = (one for one in present.states.values() if one.name not in then)
    stays = sorted(one.name for one in younger if one.tags.get(SYSTEM_TAG) in of_systems)
    return WayBack(deployment, make_plan(_specs(stacks, present), present.states), tuple(stays))


def _of(deployment: Deployment, systems: Collection[str]) -> list[KeptStack]:
    """The stacks of some systems, or of all. Raises ``StackyardError`` for a system that was not deployed."""
    deployed = {kept.system for kept in deployment.stacks}
    if unknown := sorted(set(systems) - deployed):
        raise StackyardError(
            f"deployment {deployment.number} has no system {', '.join(unknown)}",
            given=f"-e systems={','.join(systems)}",
            remedy=f"its systems: {', '.join(sorted(deployed)) or 'none'}",
        )
    return [kept for kept in deployment.stacks if not systems or kept.system in systems]


def _choose(newest_first: Iterable[Deployment], present: Present, systems: Collection[str]) -> WayBack:
    """The way to the newest deployment that is not there now, which may be a rollback to be taken up."""
    for position, deployment in enumerate(newest_first):
        way = _way(deployment, present, systems)
        begun = position == 0 and deployment.pending and _all_of(deployment, systems)
        if begun or (way.plan.changes and (position == 0 or not deployment.pending)):
            return replace(way, begun=begun)
        if position == 0:
            _let_somebody_choose(deployment, present, _of(deployment, systems))
    raise StackyardError(
        "there is nothing to go back to",
        given="no deployment is kept that differs from what there is now",
        remedy="check out the commit that you want back, then deploy it",
    )


def _all_of(deployment: Deployment, systems: Collection[str]) -> bool:
    """Whether all that a rollback was to change is of these systems; of none means of any."""
    return not systems or all(kept.system in systems for kept in deployment.stacks if kept.name in deployment.changed)


def _elsewhere(present: Present) -> str:
    """How to name another deployment."""
    return f"to go elsewhere choose from `bin/rollback {present.target.environment} -e list=true`, by -e to=<number>"


def _let_somebody_choose(newest: Deployment, present: Present, stacks: Sequence[KeptStack]) -> None:
    """Refuse to go on where the last step was one backwards already: another one may be one too many."""
    if newest.restores:
        raise StackyardError(
            f"the last deployment was a rollback already: the target is as deployment {newest.restores} left it",
            given="no number to go back to",
            remedy=f"deploy to go forward again; {_elsewhere(present)}",
        )
    undone = [kept.name for kept in stacks if present.states[kept.name].status == "UPDATE_ROLLBACK_COMPLETE"]
    if undone:
        raise StackyardError(
            f"the last update failed and was taken back: the target is as deployment {newest.number} left it",
            given=", ".join(undone),
            remedy=f"mend what failed and deploy; {_elsewhere(present)}",
        )


def _specs(stacks: Sequence[KeptStack], present: Present) -> list[StackSpec]:
    """The stacks that have to change, and those that take outputs from them."""
    within = {kept.key for kept in stacks if present.moved(kept)}
    while more := {kept.key for kept in stacks if kept.key not in within and _takes(kept) & within}:
        within |= more
    chosen = [kept for kept in stacks if kept.key in within]
    templates = {kept.key: Template.parse(kept.template, f"the kept template of {kept.name}") for kept in chosen}
    return [_spec(kept, templates, present) for kept in chosen]


def _takes(kept: KeptStack) -> set[Key]:
    return {_reference(one.output).producer for one in kept.parameters.values() if one.output}


def _spec(kept: KeptStack, templates: Mapping[Key, Template], present: Present) -> StackSpec:
    template = templates[kept.key]
    secret = frozenset(name for name, one in kept.parameters.items() if one.secret)
    if secret and kept.name not in present.states:
        raise StackyardError(
            f"stack {kept.name} would have to be made anew, and its secret parameters are not kept",
            given=", ".join(sorted(secret)),
            remedy="check out the commit that you want back, then deploy it",
        )
    given = {name: _value(one, templates, present) for name, one in kept.parameters.items() if not one.secret}
    return StackSpec(
        kept.system,
        kept.stack,
        kept.name,
        template,
        parameters=given,
        tags=present.tags(kept),
        protected=present.protected,
        previous=secret,
    )


def _value(one: KeptParameter, templates: Mapping[Key, Template], present: Present) -> str | OutputRef:
    """What gives a parameter its value: a stack that is brought back too, one as it is now, or what was kept."""
    if not one.output:
        return one.value
    reference = _reference(one.output)
    producer = templates.get(reference.producer)
    if producer and reference.output in producer.outputs:
        return reference
    now = present.output(reference)
    return one.value if now is None else now


def _reference(output: str) -> OutputRef:
    system, stack, name = output.split(".")
    return OutputRef(system, stack, name)
