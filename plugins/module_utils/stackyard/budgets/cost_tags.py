"""Sees to it that bills tell costs by the kit's tags: only an activated cost allocation tag counts in a budget.

Tags are activated for a whole organisation, by the account that pays; a member account may not even ask. And billing
hears of a new tag a day after something carries it. Neither is a fault of a deployment, so both become a remark. A
request to this API may cost a cent, so whoever knows that all are active does not ask again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ..files import write_atomically
from ..refusals import code_of


@dataclass(frozen=True)
class CostTags:
    """How the tags stand; ``problem`` says why that cannot be told, or changed."""

    activated: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    problem: str = ""

    @property
    def complete(self) -> bool:
        """Whether bills tell costs by all of them, so that nobody has to ask again."""
        return not (self.unknown or self.problem)

    def lines(self, *, done: bool = True) -> list[str]:
        """Say what was done, or would be."""
        verb = "activated" if done else "would activate"
        return [f"{verb} cost allocation tag {key}; AWS counts by it within a day" for key in self.activated]

    def warnings(self) -> list[str]:
        """Say why the budget may count nothing."""
        unknown = f"bills do not know {', '.join(self.unknown)} yet, so the budget counts nothing; {_LATER}"
        return [*([unknown] if self.unknown else []), *([f"{self.problem}; {_BY_HAND}"] if self.problem else [])]


@dataclass(frozen=True)
class KnownActive:
    """A file that keeps which tags were found active in which account, so that nobody pays for asking again."""

    path: Path
    account: str

    def holds(self, keys: Collection[str]) -> bool:
        """Whether all of them are known to be active."""
        return set(keys) <= set(self._read().get(self.account, ()))

    def keep(self, keys: Collection[str]) -> None:
        """Remember that they are."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, json.dumps({**self._read(), self.account: sorted(keys)}).encode())

    def _read(self) -> dict[str, list[str]]:
        """Give what the file says; one that was cut off says nothing."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


_LATER = "AWS hears of a tag a day after its first use, and the next deployment activates it"
_BY_HAND = "the budget counts only what activated tags mark: have the paying account activate them (Billing, Tags)"


def see_to(costs: Any, keys: Collection[str], *, dry: bool = False) -> CostTags:
    """Activate those of the tags ``keys`` that are not active; ``costs`` is a client of Cost Explorer."""
    try:
        found = _statuses(costs, keys)
        waiting = tuple(key for key in keys if found.get(key) == "Inactive")
        problem = "" if dry or not waiting else _activate(costs, waiting)
    except (ClientError, BotoCoreError) as error:
        return CostTags(problem=f"cost allocation tags cannot be looked at ({_reason(error)})")
    return CostTags(
        activated=() if problem else waiting,
        unknown=tuple(key for key in keys if key not in found),
        problem=problem,
    )


def _statuses(costs: Any, keys: Collection[str]) -> Mapping[str, str]:
    answer = costs.list_cost_allocation_tags(TagKeys=sorted(keys), Type="UserDefined", MaxResults=100)
    return {str(tag["TagKey"]): str(tag["Status"]) for tag in answer["CostAllocationTags"]}


def _activate(costs: Any, keys: Collection[str]) -> str:
    """Activate tags; what was wrong, or nothing."""
    wanted = [{"TagKey": key, "Status": "Active"} for key in keys]
    answer = costs.update_cost_allocation_tags_status(CostAllocationTagsStatus=wanted)
    errors = [f"{one['TagKey']}: {one.get('Message', '')}" for one in answer.get("Errors", [])]
    return f"cost allocation tags cannot be activated ({'; '.join(errors)})" if errors else ""


def _reason(error: ClientError | BotoCoreError) -> str:
    return code_of(error) or str(error) if isinstance(error, ClientError) else type(error).__name__
