"""The students' API keys in API Gateway: which there are, which are missing, which are one too many.

API Gateway makes the values and keeps them; names are not unique there and an interrupted run may leave a key that is
not attached or not recorded. So the state wanted is compared with the state found, each time, and only the difference
is done. A key counts as ours when both its name and its tags say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PAGE = 500  # the most that API Gateway lists at once


@dataclass(frozen=True)
class StudentKey:
    """A key of API Gateway: its id, whose it is, when it was made, whether the usage plan holds it."""

    id: str
    student: str
    created: str
    attached: bool


@dataclass(frozen=True)
class KeyPlan:
    """What is to be done about keys; ``orphans`` belong to nobody known and go only when asked for."""

    kept: tuple[StudentKey, ...] = ()
    create: tuple[str, ...] = ()
    attach: tuple[StudentKey, ...] = ()
    unrecorded: tuple[StudentKey, ...] = ()
    delete: tuple[StudentKey, ...] = ()
    orphans: tuple[StudentKey, ...] = ()


def plan_keys(
    students: Collection[str], keys: Collection[StudentKey], recorded: Mapping[str, str], *, prune: bool
) -> KeyPlan:
    """Compare the keys wanted with those found.

    ``recorded`` gives the API key id that the students' key document holds for each student. Of several keys of one
    student the recorded one stays, else an attached one, else the oldest.
    """
    owners = sorted({key.student for key in keys})
    kept = {owner: _best([key for key in keys if key.student == owner], recorded.get(owner)) for owner in owners}
    known = [kept[owner] for owner in owners if owner in students]
    spare = [key for key in keys if key.student in students and key != kept[key.student]]
    orphans = [key for key in keys if key.student not in students]
    return KeyPlan(
        kept=tuple(known),
        create=tuple(student for student in students if student not in kept),
        attach=tuple(key for key in known if not key.attached),
        unrecorded=tuple(key for key in known if recorded.get(key.student) != key.id),
        delete=(*spare, *(orphans if prune else [])),
        orphans=() if prune else tuple(orphans),
    )


def _best(keys: list[StudentKey], recorded: str | None) -> StudentKey:
    return min(keys, key=lambda key: (key.id != recorded, not key.attached, key.created, key.id))


class KeyRing:
    """The keys of one environment, through an API Gateway client."""

    def __init__(self, client: Any, prefix: str, tags: Mapping[str, str], usage_plan: str = "") -> None:
        self._client = client
        self._prefix = prefix
        self._tags = dict(tags)
        self._usage_plan = usage_plan

    def list(self) -> list[StudentKey]:
        """List this environment's keys, without their values."""
        attached = {key["id"] for key in self._plan_keys()}
        return [
            StudentKey(
                id=key["id"],
                student=key["name"].removeprefix(self._prefix),
                created=str(key.get("createdDate", "")),
                attached=key["id"] in attached,
            )
            for key in self._named(self._prefix)
        ]

    def value_of(self, student: str) -> str:
        """Give the value of a student's key that the usage plan holds; empty when there is none."""
        name = f"{self._prefix}{student}"
        named = [key for key in self._named(name, includeValues=True) if key["name"] == name]
        attached = {key["id"] for key in self._plan_keys()} if named else set()
        return next((str(key["value"]) for key in named if key["id"] in attached), "")

    def read(self, key: StudentKey) -> str:
        """Give the value of a key."""
        return str(self._client.get_api_key(apiKey=key.id, includeValue=True)["value"])

    def create(self, student: str) -> tuple[StudentKey, str]:
        """Make a key, not yet of any use: the usage plan has to hold it. Gives the key and its value."""
        made = self._client.create_api_key(name=f"{self._prefix}{student}", enabled=True, tags=self._tags)
        return StudentKey(made["id"], student, str(made.get("createdDate", "")), attached=False), str(made["value"])

    def attach(self, key: StudentKey) -> None:
        """Let the usage plan hold a key."""
        self._client.create_usage_plan_key(usagePlanId=self._usage_plan, keyId=key.id, keyType="API_KEY")

    def delete(self, key: StudentKey) -> None:
        """Delete a key; one that is gone already is fine (another run may have been faster)."""
        try:
            self._client.delete_api_key(apiKey=key.id)
        except self._client.exceptions.NotFoundException:
            return

    def _named(self, name: str, **options: Any) -> Iterator[dict[str, Any]]:
        """Go through this environment's keys whose names begin with ``name``: others may look alike."""
        wanted = {tag: self._tags[tag] for tag in ("stackyard:environment", "stackyard:system")}
        pages = self._client.get_paginator("get_api_keys").paginate(
            nameQuery=name, PaginationConfig={"PageSize": PAGE}, **options
        )
        for page in pages:
            for key in page.get("items", []):
                if key.get("name", "").startswith(name) and wanted.items() <= (key.get("tags") or {}).items():
                    yield key

    def _plan_keys(self) -> Iterator[dict[str, Any]]:
        if not self._usage_plan:
            return
        paginator = self._client.get_paginator("get_usage_plan_keys")
        for page in paginator.paginate(usagePlanId=self._usage_plan, PaginationConfig={"PageSize": PAGE}):
            yield from page.get("items", [])
