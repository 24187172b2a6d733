"""Goes back: the kept deployment is noted as the wanted one first, then applied like any other plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..apply import AT_ONCE, Applied, Workshop, apply_plan
from ..errors import StackyardError
from ..package.bucket.artifact_bucket import ArtifactBucket
from .ledger import Ledger
from .model import Deployment
from .way_back import WayBack

_ARTIFACT = re.compile(r"artifacts/[0-9a-f]{64}\.zip")
_NAMED = 3


def roll_back(workshop: Workshop, ledger: Ledger, way: WayBack, *, at_once: int = AT_ONCE) -> list[Applied]:
    """Apply the way back. What is wanted is kept before, so that the same command takes it up when it is cut off.

    It is kept as pending until all of it is there: somebody may give it up, and deploy something else.
    """
    wanted = way.to if way.begun else ledger.add(way.wanted())
    applied = apply_plan(replace(workshop, commit=way.to.commit), way.plan, at_once=at_once)
    ledger.settle(wanted)
    return applied


def check_artifacts(bucket: ArtifactBucket, way: WayBack) -> None:
    """Refuse a way back whose code is not there any more."""
    needed = {key for planned in way.plan.stacks for key in _ARTIFACT.findall(planned.spec.template.body)}
    held = bucket.held() if needed else None
    missing = sorted(needed - set(held.artifacts if held else ()))
    if missing:
        commit = way.to.commit.removesuffix("-dirty")
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        raise StackyardError(
            f"code of deployment {way.number} is not in the artifact bucket any more",
            given=f"{', '.join(missing[:_NAMED])}{more}",
            remedy=f"git checkout {commit}, then deploy: what is missing is packaged again",
        )


def list_lines(deployments: Sequence[Deployment], prefix: str) -> list[str]:
    """One line per deployment, newest first: number, when, commit, what it changed."""
    if not deployments:
        return ["no deployment is kept yet"]
    return [_line(deployment, prefix) for deployment in deployments]


def _line(deployment: Deployment, prefix: str) -> str:
    when = f"{deployment.at:%Y-%m-%d %H:%M} UTC" if deployment.at else ""
    names = ", ".join(name.removeprefix(f"{prefix}-") for name in deployment.changed)
    end = " (did not come to its end)" if deployment.pending else ""
    what = f"back to {deployment.restores}{end}: {names}" if deployment.restores else names
    return f"{deployment.number:>4}  {when}  {deployment.commit:<13}  {what}"
