"""Looks into a bucket by the name that it had the last time, since asking CloudFormation for it takes a tenth of a run.

The name may be out of date: an environment can be removed and made again from elsewhere, and its old bucket stays. So
a remembered name is good for looking only, S3 is told whose bucket it must be, and before anything is written
CloudFormation is asked after all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ...files import write_atomically
from ...target import Target
from .artifact_bucket import ArtifactBucket, Held

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class ListedBucket(ArtifactBucket):
    """A bucket that was looked into by its remembered name; ``ask`` gives the environment's bucket as it is now."""

    def __init__(self, client: Any, name: str, held: Held, ask: Callable[[], ArtifactBucket]) -> None:
        super().__init__(client, name)
        self._held = held
        self._ask = ask

    def held(self, owner: str = "") -> Held:  # noqa: ARG002 - it was asked for already
        """Give what was there when it was looked into."""
        return self._held

    def confirmed(self) -> ArtifactBucket:
        """Give this bucket if it is the environment's; else that one, which has not been looked into."""
        asked = self._ask()
        return self if asked.name == self.name else asked


def listed(target: Target, name: str, ask: Callable[[], ArtifactBucket]) -> ListedBucket | None:
    """Look into the bucket; ``None`` when it is not there, belongs to somebody else, or may not be read."""
    bucket = ArtifactBucket(target.client("s3"), name)
    with suppress(ClientError):
        held = bucket.held(owner=target.account)
        if held is not None:
            return ListedBucket(bucket.client, name, held, ask)
    return None


def remembered_name(target: Target, memory: Path) -> str:
    """Give the name that ``memory`` holds for this target; "" when there is none."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        record = json.loads(memory.read_bytes())
        if record["target"] == _identity(target) and _NAME.fullmatch(record["name"]):
            return str(record["name"])
    return ""


def remember_name(target: Target, memory: Path, name: str) -> None:
    """Note the name for the next run; a folder that cannot be written is no fault."""
    with suppress(OSError):
        write_atomically(memory, json.dumps({"target": _identity(target), "name": name}).encode())


def _identity(target: Target) -> list[str]:
    return [target.prefix, target.account, target.partition, target.region, target.endpoint_url]
