"""A plan on file: what was shown to somebody, to be applied later if the world is still the one it was made for.

The file holds no values but those of the preview, which are masked: templates, parameters and the stacks' states stand
in it as digests, which is enough to say whether each of them moved. A checksum tells a file that was cut off or edited:
what is applied has to be what was shown. It keeps out accidents, not malice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import StackyardError
from ..files import read_text
from ..target import ROOT, Target
from .model import Plan, PlannedStack, StackSpec, StackState
from .secrets import sealed

VERSION = 2


@dataclass(frozen=True)
class SavedStack:
    """One stack of a saved plan.

    ``state``, ``template`` and ``wanted`` (parameters, tags, protection) are digests; ``state`` is empty where there
    was no stack. ``later`` names common parameters whose values were not known yet.
    """

    name: str
    system: str
    action: str
    state: str
    template: str
    wanted: str
    later: tuple[str, ...] = ()


@dataclass(frozen=True)
class SavedPlan:
    """A whole plan: for which target and commit it was made, its stacks, and the preview as plain data."""

    environment: str
    account: str
    region: str
    prefix: str
    commit: str
    stacks: tuple[SavedStack, ...]
    preview: Mapping[str, Any]

    def text(self) -> str:
        """Write the plan as JSON."""
        content = json.loads(json.dumps(asdict(self)))  # with lists for tuples, as it will be read
        document = {"version": VERSION, "checksum": _digest(content), **content}
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"

    @property
    def names(self) -> frozenset[str]:
        """Full names of its stacks."""
        return frozenset(stack.name for stack in self.stacks)


@dataclass(frozen=True)
class Scene:
    """What a plan is made in: where, of which commit, and the artifact bucket (empty while there is none).

    ``stand_in`` is what templates say for a bucket that is not known yet.
    """

    target: Target
    commit: str
    bucket: str = ""
    stand_in: str = ""


def saved_stacks(plan: Plan, scene: Scene) -> tuple[SavedStack, ...]:
    """Give the stacks of a plan as they are kept."""
    return tuple(_saved(planned, scene) for planned in plan.stacks)


def save(scene: Scene, stacks: Iterable[SavedStack], preview: Mapping[str, Any]) -> SavedPlan:
    """Make a plan to be kept of its parts."""
    target = scene.target
    return SavedPlan(
        target.environment, target.account, target.region, target.prefix, scene.commit, tuple(stacks), preview
    )


def read(path: Path, name: str) -> SavedPlan:
    """Read the plan that a file holds; ``name`` is how it was given. Raises what ``parse`` raises."""
    try:
        text = read_text(path, ROOT)
    except StackyardError as error:
        raise StackyardError(
            "a saved plan cannot be read", given=f"{name}: {error.given}", remedy=_again(name)
        ) from error
    return parse(text, name)


def refuse_empty_names(given: Mapping[str, object]) -> None:
    """Refuse empty names of plan files, by setting: whoever gave one means a plan. Raises ``StackyardError``."""
    for setting, name in given.items():
        if not str(name or "").strip():
            raise StackyardError(
                f"{setting} names no file",
                given=f"-e {setting}={'' if name is None else name}",
                remedy=f"name the file, or leave {setting} out; a variable of your shell may not be set",
            )


def _again(name: str) -> str:
    return f"make it again: add --check -e plan_file={name} to the command, without apply_plan"


def parse(text: str, name: str) -> SavedPlan:
    """Read a plan from the text of the file ``name``.

    Raises ``StackyardError`` when it is none, when it is of another kit, and when it is not as it was written.
    """
    remedy = _again(name)
    try:
        document = json.loads(text)
        version = document.pop("version")
        if version != VERSION:
            problem = "a saved plan was written by another version of the kit"
            raise StackyardError(problem, given=f"{name}: version {version}, this one reads {VERSION}", remedy=remedy)
        checksum = document.pop("checksum")
        if checksum != _digest(document):
            problem = "a saved plan was changed after it was written"
            raise StackyardError(problem, given=f"{name}: its checksum does not fit", remedy=remedy)
        stacks = tuple(SavedStack(**{**one, "later": tuple(one["later"])}) for one in document.pop("stacks"))
        return SavedPlan(**document, stacks=stacks)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise StackyardError("a saved plan cannot be read", given=f"{name}: {error}", remedy=remedy) from error


def stack_dicts(stacks: Iterable[SavedStack]) -> list[dict[str, Any]]:
    """Write stacks as plain data, to be handed from one task to the next."""
    return [{**asdict(stack), "later": list(stack.later)} for stack in stacks]


def stacks_of(plain: Iterable[Mapping[str, Any]]) -> tuple[SavedStack, ...]:
    """Read what ``stack_dicts`` wrote."""
    return tuple(SavedStack(**{**one, "later": tuple(one["later"])}) for one in plain)


def world_moved(
    saved: SavedPlan, scene: Scene, states: Mapping[str, StackState], done: Collection[str] = ()
) -> list[str]:
    """Say what is not as when the plan was made: target, commit, and the stacks of the account.

    ``done``: full names of stacks that the application of this very plan has dealt with already.
    """
    return elsewhere(saved, scene) or [*stacks_moved([one for one in saved.stacks if one.name not in done], states)]


def elsewhere(saved: SavedPlan, scene: Scene) -> list[str]:
    """Say in what the plan is for another target, or of another commit."""
    target = scene.target
    pairs = [
        ("environment", saved.environment, target.environment),
        ("account", saved.account, target.account),
        ("region", saved.region, target.region),
        ("names of stacks", f"{saved.prefix}-...", f"{target.prefix}-..."),
        ("commit", saved.commit, scene.commit),
    ]
    return [f"{name}: made for {before}, this is {now}" for name, before, now in pairs if before != now]


def stacks_moved(stacks: Iterable[SavedStack], states: Mapping[str, StackState]) -> Iterator[str]:
    """Say which stacks somebody touched in the meantime."""
    for stack in stacks:
        now = states.get(stack.name)
        if state_digest(now) == stack.state:
            continue
        if now is None:
            yield f"stack {stack.name} is gone"
        else:
            when = f", {now.changed_at:%Y-%m-%d %H:%M} UTC" if now.changed_at else ""
            yield f"stack {stack.name} {'changed' if stack.state else 'was made'} meanwhile ({now.status}{when})"


def wants_moved(saved: SavedPlan, plan: Plan, scene: Scene) -> list[str]:
    """Say which stacks of a plan made now are wanted otherwise than the saved plan says."""
    before = {stack.name: stack for stack in saved.stacks}
    return [moved for planned in plan.stacks for moved in _want_moved(before.get(planned.spec.name), planned, scene)]


def left_out(saved: SavedPlan, known: Collection[str]) -> list[str]:
    """Say which stacks of the saved plan nobody declares any more; ``known`` are the full names of all that are."""
    return [f"stack {name} is not declared any more" for name in sorted(saved.names - set(known))]


def passed_over(saved: SavedPlan, names: Collection[str], done: Collection[str]) -> list[str]:
    """Say which stacks were to be dealt with before those called ``names``, and were not: nobody wants them now."""
    order = [stack.name for stack in saved.stacks]
    first = next((place for place, name in enumerate(order) if name in names), 0)
    return [f"stack {name} is not wanted any more" for name in order[:first] if name not in done]


def refuse(moved: Sequence[str], name: str) -> None:
    """Refuse a saved plan, the file ``name``, for everything that moved. Raises ``StackyardError``."""
    if moved:
        raise StackyardError(
            "the saved plan is not what would be done now",
            given=f"{name}: {'; '.join(moved)}",
            remedy=f"look at what would be done now, and save it: --check --diff -e plan_file={name}",
        )


def state_digest(state: StackState | None) -> str:
    """Digest of a stack as the account has it; empty when it has none."""
    return _digest({**asdict(state), "changed_at": str(state.changed_at)}) if state else ""


def _saved(planned: PlannedStack, scene: Scene) -> SavedStack:
    spec = planned.spec
    later = tuple(sorted(set(planned.unknown) - set(spec.parameters)))
    return SavedStack(
        name=spec.name,
        system=spec.system,
        action=str(planned.action),
        state=state_digest(planned.state),
        template=_template_digest(spec, scene),
        wanted=_wanted_digest(spec, later),
        later=later,
    )


def _want_moved(before: SavedStack | None, planned: PlannedStack, scene: Scene) -> Iterator[str]:
    spec = planned.spec
    if before is None:
        yield f"stack {spec.name} is not in the plan"
        return
    if before.template != _template_digest(spec, scene):
        yield f"the template of {spec.name} differs"
    if before.wanted != _wanted_digest(spec, before.later):
        yield f"parameters, tags or protection of {spec.name} differ"


def _template_digest(spec: StackSpec, scene: Scene) -> str:
    """Digest of a template apart from the bucket's name, which the first deployment only makes."""
    body = spec.template.body.replace(scene.bucket, scene.stand_in) if scene.bucket else spec.template.body
    return hashlib.sha256(body.encode()).hexdigest()


def _wanted_digest(spec: StackSpec, later: Collection[str]) -> str:
    """Digest of what a stack gets as it is declared: references to outputs as such, not their values."""
    common = {name: value for name, value in spec.common.items() if name in spec.template.declared}
    values = {**common, **{name: str(value) for name, value in spec.parameters.items()}}
    known = {name: str(value) for name, value in values.items() if name not in later}
    return _digest([sealed(spec, known), dict(spec.tags), spec.protected])


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
