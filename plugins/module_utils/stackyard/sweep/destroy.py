"""Takes an environment away: stacks in reverse order, then what they retained, then the proof that nothing is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from ..apply.deletion import delete_stack
from ..apply.watch import Watch
from ..apply.workshop import Workshop
from ..buckets import empty_bucket
from ..errors import StackyardError
from ..plan.model import ENVIRONMENT_TAG, StackState
from ..plan.read import belongs, read_stacks
from ..refusals import message_of
from .arns import Arn
from .kinds import is_there, kind_of
from .tagged import still_there, tagged


@dataclass
class Destroyed:
    """What went. In check mode: what would go."""

    stacks: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether there was anything."""
        return bool(self.stacks or self.resources)


def deletion_order(states: Iterable[StackState], declared: Sequence[str]) -> list[StackState]:
    """Last deployed first; stacks that nobody declares any more come before all others, newest first.

    ``declared``: full stack names in the order of their deployment.
    """
    place = {name: position for position, name in enumerate(declared)}
    newest = sorted(states, key=lambda state: str(state.changed_at), reverse=True)
    return sorted(newest, key=lambda state: place.get(state.name, len(place)), reverse=True)


def destroy(workshop: Workshop, declared: Sequence[str], *, dry: bool) -> Destroyed:
    """Remove all stacks of the workshop's environment and whatever else carries its tag; ``dry`` only lists.

    Raises ``StackyardError`` naming the first thing that cannot be removed.
    """
    target = workshop.target
    states = read_stacks(workshop.cloudformation, f"{target.prefix}-").values()
    mine = deletion_order([state for state in states if belongs(state, target.environment)], declared)
    gone = Destroyed([state.name for state in mine])
    tagging = target.client("resourcegroupstaggingapi")
    if dry:
        gone.resources = [str(arn) for arn in tagged(tagging, target.environment) if arn.service == "s3"]
        return gone
    emptied = [bucket for state in mine for bucket in remove_stack(workshop, state)]
    # The tagging API may not have heard yet of what was made a minute ago; what the stacks retained is known here.
    retained = [Arn.parse(f"arn:{target.partition}:s3:::{bucket}") for bucket in emptied]
    for arn in sorted({*tagged(tagging, target.environment), *retained}, key=str):
        if remove_resource(workshop, arn):
            gone.resources.append(str(arn))
    return gone


def remove_stack(workshop: Workshop, state: StackState) -> list[str]:
    """Empty a stack's buckets, lift its protection, delete it; names of the buckets, some of which it may retain."""
    settled = Watch(workshop, state.stack_id).until_settled() if state.in_progress else state
    if settled is None:
        return []
    workshop.observer.note(f"deleting {settled.name}")
    buckets = buckets_of(workshop.cloudformation, settled)
    for bucket in buckets:
        empty_bucket(workshop.s3, bucket)
    if settled.protected:
        workshop.cloudformation.update_termination_protection(StackName=settled.name, EnableTerminationProtection=False)
    delete_stack(workshop, settled)
    return buckets


def buckets_of(cloudformation: Any, state: StackState) -> list[str]:
    """Names of a stack's buckets that exist."""
    if state.status == "REVIEW_IN_PROGRESS":
        return []
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=state.name)
    return [
        resource["PhysicalResourceId"]
        for page in pages
        for resource in page["StackResourceSummaries"]
        if resource["ResourceType"] == "AWS::S3::Bucket" and resource.get("PhysicalResourceId")
        if resource["ResourceStatus"] not in ("DELETE_COMPLETE", "CREATE_FAILED")
    ]


def remove_resource(workshop: Workshop, arn: Arn) -> bool:
    """Remove a resource that is still there, if its kind is one the kit removes; whether it did."""
    kind = kind_of(arn)
    if kind is None or kind.remove is None or not is_there(workshop.target, arn):
        return False
    workshop.observer.note(f"removing {arn}")
    try:
        kind.remove(workshop.target.client(kind.service), arn)
    except ClientError as error:
        raise StackyardError(
            f"{arn} cannot be removed",
            given=message_of(error),
            remedy="remove what the message names, then run the same command again",
        ) from error
    return True


def prove_gone(workshop: Workshop, *, patience: int = 20) -> None:
    """Look for anything tagged for the environment, up to ``patience`` times. Raises ``StackyardError`` listing it."""
    target = workshop.target
    tagging = target.client("resourcegroupstaggingapi")
    left = still_there(
        lambda: tagged(tagging, target.environment), lambda arn: is_there(target, arn), workshop.pace, patience
    )
    if left:
        raise StackyardError(
            f"{len(left)} resources tagged {ENVIRONMENT_TAG}={target.environment} are left",
            given="\n    ".join(["", *map(str, left)]).rstrip(),
            remedy="remove them, or their tag if they are not the environment's; then run the same command again",
        )
