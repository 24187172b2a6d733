"""Takes an environment away: its stacks, then what they retained. The proof that nothing is left is ``proof``'s."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from botocore.exceptions import ClientError

from ..apply.asking import ask
from ..apply.deletion import BUCKET
from ..apply.remains import Remain
from ..apply.side_by_side import AT_ONCE
from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..plan.model import CLAIM_TAG
from ..refusals import message_of
from ..text.words import counted
from .ahead import Ahead, look_ahead
from .arns import Arn
from .consent import OwnClaim
from .kinds import Services, kind_of, not_there
from .names import prefixes_of
from .order import Declared
from .removal import REST_API, Consent, remove_stacks
from .service_logs import service_logs
from .survey import those_there
from .tagged import tagged


class LeftError(StackyardError):
    """All stacks are gone, and something else of the environment cannot go."""


@dataclass
class Destroyed:
    """What went, and the systems that stay; in check mode, what would go.

    ``unseen`` is what the proof could not look at, with the reasons.
    """

    stacks: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    stay: list[str] = field(default_factory=list)
    unseen: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there was anything."""
        return bool(self.stacks or self.resources)


def destroy(
    workshop: Workshop,
    declared: Declared,
    *,
    dry: bool,
    at_once: int = AT_ONCE,
    only: Collection[str] = (),
    consent: Consent | None = None,
) -> Destroyed:
    """Remove all stacks of the workshop's environment and whatever else carries its tag; ``dry`` only lists.

    ``consent`` is asked of every stack, and of whatever no stack holds, right before it goes; without it, it
    is asked of an environment with a claim whether it is the target's own.

    With ``only`` these systems go, and everything else stays, the foundation as well: what they have in its bucket
    (artifacts, earlier deployments) is pruned in its time. Raises ``StackyardError`` naming what cannot be removed. An
    interrupted run ends as one of ``apply_plan`` does.
    """
    target = workshop.target
    if consent is None and CLAIM_TAG in target.tags:
        consent = OwnClaim(workshop)
    ahead = look_ahead(workshop, declared, only)
    gone = Destroyed([state.name for state in ahead.roots], stay=list(ahead.stay))
    tagging = target.client("resourcegroupstaggingapi")
    if dry:
        found = ask(workshop, lambda: tagged(tagging, target.environment, only))
        data = [arn for arn in found if (kind := kind_of(arn)) and kind.told]
        gone.resources = [str(arn) for arn in those_there(workshop, Services(target), data)]
        return gone
    outlive = _remove_stacks(workshop, ahead, at_once, consent)
    # The tagging API may not have heard yet of what was made a minute ago; what the stacks retained is known here.
    buckets = [one.physical_id for one in outlive if one.resource_type == BUCKET]
    retained = [Arn.parse(f"arn:{target.partition}:s3:::{bucket}") for bucket in buckets]
    apis = [one.physical_id for one in outlive if one.resource_type == REST_API]
    logs = service_logs(workshop, prefixes_of(workshop, only), apis, ahead.neighbours)
    left = {*ask(workshop, lambda: tagged(tagging, target.environment, only)), *retained, *logs}
    gone.resources = remove_resources(workshop, sorted(left, key=str), consent)
    return gone


def _remove_stacks(workshop: Workshop, ahead: Ahead, at_once: int, consent: Consent | None) -> list[Remain]:
    """Delete the stacks; the buckets and APIs that they had. Nested ones go with their roots."""
    if not ahead.roots:
        return []
    nested = {root.name: [state for state in ahead.states if state.root == root.stack_id] for root in ahead.roots}
    return remove_stacks(workshop, ahead.roots, ahead.before, nested, at_once=at_once, consent=consent)


def remove_resources(workshop: Workshop, found: Sequence[Arn], consent: Consent | None = None) -> list[str]:
    """Remove what is still there of some resources, if its kind is one the kit removes; ARNs of what went.

    Raises ``LeftError`` with everything that cannot go, once all else is gone.
    """
    services, removed, refused = Services(workshop.target), list[str](), dict[Arn, str]()
    mine = [arn for arn in found if (kind := kind_of(arn)) and kind.remove]
    for arn in those_there(workshop, services, mine):
        if consent:
            consent(None)
        if why := _remove(workshop, services, arn):
            refused[arn] = why
        else:
            removed.append(str(arn))
    if refused:
        raise LeftError(
            f"{counted(len(refused), 'resource')} cannot be removed",
            given="\n    ".join(["", *(f"{arn}: {why}" for arn, why in refused.items())]).rstrip(),
            remedy="mend what the reasons name, or remove them yourself, then run the same command again",
        )
    return removed


def _remove(workshop: Workshop, services: Services, arn: Arn) -> str:
    """Remove something; why it cannot go, or nothing where it is gone."""
    workshop.observer.note(f"removing {arn}")
    workshop.pace.go_on()
    try:
        ask(workshop, lambda: services.remove(arn))
    except StackyardError as error:
        return f"{error.problem}: {error.given}"
    except ClientError as error:  # where it is not there, an answer was lost, or somebody else was faster
        return "" if not_there(error) else message_of(error)
    return ""
