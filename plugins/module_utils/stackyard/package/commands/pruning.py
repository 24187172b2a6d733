"""``bin/package --prune``: what may go from an environment's bucket, said first and then removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from ...refusals import explaining
from ...target import Target
from ...text.units import readable
from ..bucket.environment_bucket import NoBucketYet, artifact_bucket
from ..bucket.prune import plan_pruning, remove

_LISTED = 12


def prune_environment(root: Path, settings: Mapping[str, Any], *, days: int, check: bool) -> list[str]:
    """Prune the bucket of the environment that ``settings`` are of; give what to tell.

    Artifacts stay for at least ``days``, and as long as anything names them: a stack, or a packaged template below
    ``build/`` of the repository at ``root``. Raises ``StackyardError``.
    """
    target = Target.from_mapping(settings["stackyard_target"])
    with explaining(target):
        try:
            bucket = artifact_bucket(target)
        except NoBucketYet as reason:
            return [f"nothing to prune: {reason}"]
        plan = plan_pruning(
            bucket.client,
            target.client("cloudformation"),
            bucket.name,
            now=target.now(),
            older_than=timedelta(days=days),
            folders=[root / "build", Path(settings["build_target_folder"])],
        )
        if not check:
            return [remove(bucket.client, bucket.name, plan).summary("removed")]
    shown = [f"would remove {one.key} ({readable(one.size)}, {one.modified:%Y-%m-%d})" for one in plan.removable]
    more = [f"... and {len(shown) - _LISTED} more"] if len(shown) > _LISTED else []
    return [*shown[:_LISTED], *more, plan.summary("would go")]
