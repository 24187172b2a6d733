"""The functions of an environment in one region, and what Lambda knows of their concurrency.

Names say which functions may be meant, tags which are: `stackyard-dev-` is how those of an environment called `dev-two`
begin, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from ..errors import StackyardError
from .notes import SPARED, TAG, Note

ENVIRONMENT = "stackyard:environment"
AT_ONCE = 8  # requests side by side: Lambda allows its control plane fifteen a second
NOT_FOUND = "ResourceNotFoundException"

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Function:
    """One function with its tags."""

    name: str
    arn: str
    tags: Mapping[str, str]

    @property
    def spared(self) -> bool:
        """Whether it is never to be stopped."""
        return SPARED in self.tags

    @property
    def note(self) -> Note | None:
        """What stopping noted at it; ``None`` for one that was not stopped.

        Raises ``StackyardError`` for a note that nobody can read: what the function had is not known then.
        """
        text = self.tags.get(TAG)
        if text is None:
            return None
        try:
            return Note.parse(text)
        except (ValueError, KeyError):
            raise StackyardError(
                f"what {self.name} had before it was stopped cannot be read",
                given=f"tag {TAG}: {text}",
                remedy="set its reserved concurrency by hand, then remove the tag",
            ) from None


@dataclass(frozen=True)
class Functions:
    """Those of an environment; ``client`` is boto3's client of Lambda, ``prefix`` what their names begin with."""

    client: Any
    environment: str
    prefix: str

    def found(self) -> list[Function]:
        """List them, by name."""
        pages = self.client.get_paginator("list_functions").paginate()
        listed = {str(one["FunctionName"]): str(one["FunctionArn"]) for page in pages for one in page["Functions"]}
        mine = {name: arn for name, arn in listed.items() if name.startswith(f"{self.prefix}-")}
        tagged = side_by_side(lambda name: self._tagged(name, mine[name]), sorted(mine))
        return [one for one in tagged if one and one.tags.get(ENVIRONMENT) == self.environment]

    def reserved(self, name: str) -> int | None:
        """Give the executions that are reserved for a function, ``None`` for none."""
        answer = self.client.get_function_concurrency(FunctionName=name)
        found = answer.get("ReservedConcurrentExecutions")
        return None if found is None else int(found)

    def provisioned(self, name: str) -> dict[str, int]:
        """Give the executions that are kept warm, by alias or version."""
        pages = self.client.get_paginator("list_provisioned_concurrency_configs").paginate(FunctionName=name)
        found = (one for page in pages for one in page["ProvisionedConcurrencyConfigs"])
        return {
            str(one["FunctionArn"]).rpartition(":")[2]: int(one["RequestedProvisionedConcurrentExecutions"])
            for one in found
        }

    def tags(self, arn: str) -> Mapping[str, str]:
        """Give the tags of a function as they are now."""
        found: dict[str, str] = self.client.list_tags(Resource=arn).get("Tags", {})
        return found

    def _tagged(self, name: str, arn: str) -> Function | None:
        try:
            return Function(name, arn, self.tags(arn))
        except self.client.exceptions.ResourceNotFoundException:  # deleted meanwhile
            return None


def side_by_side(work: Callable[[str], Answer], names: Iterable[str]) -> list[Answer]:
    """Do something for every name, some at once; answers in the order of the names."""
    with ThreadPoolExecutor(AT_ONCE, "brake") as pool:
        return list(pool.map(work, names))


def stopped(functions: Iterable[Function]) -> Iterator[Function]:
    """Give those that carry a note."""
    yield from (one for one in functions if TAG in one.tags)
