"""What an account has of environments that end: by tags, of stacks first, of single resources where none is left.

A stack's own tag decides, as a deployment moves it before anything else. The shell of a stack, made and not begun, has
no tags yet; those of its change set are told by whoever made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from ..apply.asking import ask, passing
from ..apply.events import REVIEW
from ..apply.side_by_side import AT_ONCE
from ..apply.workshop import Workshop
from ..plan.model import CLAIM_TAG, ENVIRONMENT_TAG, EXPIRES_TAG, StackState
from ..plan.read import read_stacks
from ..refusals import message_of
from .arns import Arn
from .expiry import is_past, latest, moment
from .kinds import Services, not_there

_OURS = "stackyard:"  # all tags of the kit begin so; stacks of a whole account have no environment's among them


@dataclass(frozen=True)
class Found:
    """What the account has of one environment.

    ``stacks`` by their own tags or those of their change sets, nested ones among them; ``resources`` only where there
    are no stacks. ``expires`` is the latest end that any of them names; "" where none does. ``claims``: whose it is.
    """

    environment: str
    stacks: tuple[StackState, ...] = ()
    resources: tuple[Arn, ...] = ()
    expires: str = ""
    endless: tuple[str, ...] = field(default=())
    claims: frozenset[str] = frozenset()

    @property
    def ephemeral(self) -> bool:
        """Whether anything of it says that it ends."""
        return bool(self.expires)

    def stays_because(self, now: datetime) -> str:
        """Why the reaper has to leave it, in words; "" where it may take it."""
        if not self.expires:
            return "it has no end"
        if moment(self.expires) is None:
            return f"its end cannot be read: {self.expires}"
        if not is_past(self.expires, now):
            return f"it lives until {self.expires}"
        if protected := [state.name for state in self.stacks if state.protected]:
            return f"termination protection is on: {', '.join(protected)}"
        if self.endless:
            return f"these have no end: {', '.join(self.endless)}"
        return ""


@dataclass(frozen=True)
class Survey:
    """All environments of an account and region by name, and stacks with a name of the kit that no tag claims."""

    environments: tuple[Found, ...]
    nobodys: tuple[StackState, ...] = ()

    def of(self, environment: str) -> Found:
        """What there is of one environment; nothing, if need be."""
        return next((found for found in self.environments if found.environment == environment), Found(environment))


def survey(workshop: Workshop, prefix: str) -> Survey:
    """Look at all that the kit has in the account; ``prefix`` is what all its names begin with."""
    states = ask(workshop, lambda: list(read_stacks(workshop.cloudformation, prefix).values()))
    known = [_with_own_tags(workshop, state) for state in states]
    tagging = workshop.target.client("resourcegroupstaggingapi")
    loose = ask(workshop, lambda: list(_ending(tagging)))
    environments = {state.tags[ENVIRONMENT_TAG] for state in known if ENVIRONMENT_TAG in state.tags}
    with_stacks = [_of_stacks(name, known) for name in environments]
    without = {name for _, name, _ in loose} - environments
    found = [*with_stacks, *_of_resources(workshop, loose, without)]
    nobodys = tuple(state for state in known if not state.root and not any(tag.startswith(_OURS) for tag in state.tags))
    return Survey(tuple(sorted(found, key=lambda one: one.environment)), nobodys)


def shell_tags(workshop: Workshop, state: StackState) -> dict[str, str]:
    """The tags that the change sets of a shell would give it; nothing where it has none, or is gone meanwhile."""
    client = workshop.cloudformation
    tags: dict[str, str] = {}
    try:
        pages = ask(workshop, lambda: list(client.get_paginator("list_change_sets").paginate(StackName=state.stack_id)))
        for told in (one for page in pages for one in page["Summaries"]):
            described = ask(workshop, partial(client.describe_change_set, ChangeSetName=told["ChangeSetId"]))
            tags |= {tag["Key"]: tag["Value"] for tag in described.get("Tags") or ()}
    except ClientError as error:
        if not _gone(error):
            raise
    return tags


def _gone(error: ClientError) -> bool:
    """Whether a shell or its change set went while it was looked at, as they do where deployments are at work."""
    return not_there(error) or "does not exist" in message_of(error)


def _with_own_tags(workshop: Workshop, state: StackState) -> StackState:
    if state.status != REVIEW or ENVIRONMENT_TAG in state.tags:
        return state
    return replace(state, tags=shell_tags(workshop, state))


def _of_stacks(environment: str, states: Iterable[StackState]) -> Found:
    mine = tuple(state for state in states if state.tags.get(ENVIRONMENT_TAG) == environment)
    ends = [state.tags[EXPIRES_TAG] for state in mine if EXPIRES_TAG in state.tags]
    endless = tuple(state.name for state in mine if EXPIRES_TAG not in state.tags)
    claims = frozenset(state.tags[CLAIM_TAG] for state in mine if CLAIM_TAG in state.tags)
    return Found(environment, mine, (), latest(ends), endless, claims)


def _ending(tagging: Any) -> Iterator[tuple[Arn, str, str]]:
    """Resources that say when they end, with their environments and ends."""
    for page in tagging.get_paginator("get_resources").paginate(TagFilters=[{"Key": EXPIRES_TAG}]):
        for told in page["ResourceTagMappingList"]:
            tags = {tag["Key"]: tag["Value"] for tag in told.get("Tags") or ()}
            if tags.get(ENVIRONMENT_TAG) and EXPIRES_TAG in tags:
                yield Arn.parse(told["ResourceARN"]), tags[ENVIRONMENT_TAG], tags[EXPIRES_TAG]


def _of_resources(workshop: Workshop, loose: Iterable[tuple[Arn, str, str]], names: Iterable[str]) -> Iterator[Found]:
    """What is left of environments without stacks; the tagging API goes on naming what is gone for a while."""
    services = Services(workshop.target)
    for name in names:
        mine = [(arn, end) for arn, environment, end in loose if environment == name]
        there = [(arn, end) for arn, end in mine if may_be_there(workshop, services, arn)]
        if there:
            yield Found(name, (), tuple(arn for arn, _ in there), latest(end for _, end in there))


def may_be_there(workshop: Workshop, services: Services, arn: Arn) -> bool:
    """Whether something is there; what may not be asked for is taken to be, so that it hinders nothing else."""
    try:
        return ask(workshop, partial(services.is_there, arn))
    except ClientError as error:
        if passing(error):
            raise
        return True


def those_there(workshop: Workshop, services: Services, found: Sequence[Arn]) -> list[Arn]:
    """Ask for some resources, side by side: each takes a request of its own."""
    with ThreadPoolExecutor(AT_ONCE, "sweep") as pool:
        there = list(pool.map(lambda arn: may_be_there(workshop, services, arn), found))
    return [arn for arn, is_there in zip(found, there, strict=True) if is_there]
