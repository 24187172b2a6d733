"""Puts functions that were updated in place back to the artifacts that their stacks name.

CloudFormation does not notice such an update: a stack whose template did not change is left alone by a deployment, and
its function would keep code that no commit holds. The notes in the artifact bucket tell which functions were touched;
each is given its own artifact again, and only then its note goes, so that an interrupted deployment does it once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..package.bucket.artifact_bucket import ArtifactBucket, hot_note
from .deployed import DeployedFunction
from .update import update_code, wait_until_updated


@dataclass(frozen=True)
class Reconciliation:
    """What is to be done: functions to put back, and labels of functions that are gone, whose notes go, too."""

    put_back: tuple[DeployedFunction, ...]
    gone: tuple[str, ...]

    @classmethod
    def of(
        cls, hot: Iterable[str], systems: Collection[str], deployed: Mapping[str, DeployedFunction]
    ) -> Reconciliation:
        """Decide for the labels in ``hot``; ``deployed`` holds the functions of ``systems``.

        What belongs to another system is let be: nobody here knows its stacks.
        """
        ours = sorted(label for label in hot if label.split("/")[0] in systems)
        put_back = tuple(deployed[label] for label in ours if label in deployed)
        return cls(put_back, tuple(label for label in ours if label not in deployed))

    def execute(self, lambda_client: Any, bucket: ArtifactBucket) -> None:
        """Do it. Raises what AWS answers."""
        for one in self.put_back:
            update_code(lambda_client, one.physical_name, S3Bucket=bucket.name, S3Key=one.code_key)
        for one in self.put_back:
            wait_until_updated(lambda_client, one.physical_name)
            bucket.remove([hot_note(one.label)])
        bucket.remove(hot_note(label) for label in self.gone)

    def lines(self, *, done: bool) -> list[str]:
        """Say it to people, as ``done`` or still to be done."""
        verb = "put back to what is deployed" if done else "would be put back to what is deployed"
        return [f"{one.label}: was updated in place, {verb}" for one in self.put_back]
