"""The deployments of a target, newest first: objects below ``deployments/`` of its artifact bucket, by number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from ..errors import StackyardError
from ..package.bucket.stack_references import DEPLOYMENTS
from ..refusals import code_of
from .model import Deployment

KEPT = 30
"""Deployments that are kept. What they name is not pruned, so this is what bounds the bucket."""
_KEY = re.compile(re.escape(DEPLOYMENTS) + r"(\d{6,})\.json")
_TAKEN = ("PreconditionFailed", "ConditionalRequestConflict")
_TRIES = 10
_PARALLEL_READS = 8


@dataclass(frozen=True)
class Ledger:
    """The history in one bucket; ``s3`` is a client."""

    s3: Any
    bucket: str

    def numbers(self) -> dict[int, datetime]:
        """Numbers of the deployments, newest first, each with the moment it was kept."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=DEPLOYMENTS)
        listed = [item for page in pages for item in page.get("Contents", ())]
        found = {int(match[1]): item["LastModified"] for item in listed if (match := _KEY.fullmatch(item["Key"]))}
        return dict(sorted(found.items(), reverse=True))

    def newest_first(self) -> Iterator[Deployment]:
        """Read one deployment after the other, no more than are asked for."""
        for number, at in self.numbers().items():
            yield self._read(number, at)

    def all(self) -> list[Deployment]:
        """Read all of them, newest first."""
        numbers = self.numbers()
        with ThreadPoolExecutor(_PARALLEL_READS) as pool:
            return list(pool.map(self._read, numbers.keys(), numbers.values()))

    def read(self, number: int) -> Deployment:
        """Read one. Raises ``StackyardError`` when there is none of that number."""
        numbers = self.numbers()
        if number not in numbers:
            known = f"{min(numbers)} to {max(numbers)}" if numbers else "none"
            raise StackyardError(
                f"there is no deployment {number} to go back to",
                given=f"-e to={number}; kept are {known}",
                remedy="choose one of `bin/rollback <environment> -e list=true`",
            )
        return self._read(number, numbers[number])

    def add(self, deployment: Deployment, known: Collection[int] | None = None) -> Deployment:
        """Keep a deployment under the next free number, and forget the oldest; the deployment with its number.

        ``known`` are ``numbers`` as they were lately, where somebody has asked already.
        """
        numbers = list(self.numbers() if known is None else known)
        numbered = replace(deployment, number=max(numbers, default=0) + 1)
        for _ in range(_TRIES):
            if self._put(numbered):
                self._forget(numbers[KEPT - 1 :])
                return numbered
            numbered = replace(numbered, number=numbered.number + 1)
        raise StackyardError(
            "the history of this target is being written by many at once",
            given=f"s3://{self.bucket}/{_key(numbered.number)}",
            remedy="run the same command again, one at a time",
        )

    def settle(self, deployment: Deployment) -> None:
        """Note that a rollback came to its end: from now on its deployment is one to go back to."""
        body = replace(deployment, pending=False).text().encode()
        key = _key(deployment.number)
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/json")

    def newest_whole(self) -> Deployment | None:
        """Read the last deployment that is no rollback under way or given up."""
        return next((one for one in self.newest_first() if not one.pending), None)

    def _put(self, deployment: Deployment) -> bool:
        """Write a deployment; ``False`` when its number is taken by another run."""
        body = deployment.text().encode()
        try:
            self.s3.put_object(
                Bucket=self.bucket,
                Key=_key(deployment.number),
                Body=body,
                ContentType="application/json",
                IfNoneMatch="*",
            )
        except ClientError as error:
            if code_of(error) in _TAKEN:
                return False
            raise
        return True

    def _read(self, number: int, at: datetime) -> Deployment:
        answer = self.s3.get_object(Bucket=self.bucket, Key=_key(number))
        return Deployment.parse(answer["Body"].read().decode(), f"s3://{self.bucket}/{_key(number)}", at)

    def _forget(self, numbers: list[int]) -> None:
        for number in numbers:
            self.s3.delete_object(Bucket=self.bucket, Key=_key(number))


def _key(number: int) -> str:
    return f"{DEPLOYMENTS}{number:06}.json"
