"""The API keys of a system's clients in API Gateway: which there are, which are missing, which are one too many.

API Gateway makes the values and keeps them; names are not unique there and an interrupted run may leave a key that is
not attached or not recorded. So the state wanted is compared with the state found, each time, and only the difference
is done. A key counts as ours when both its name and its tags say so. Whom a key was made for is its owner: a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..text.words import counted

if TYPE_CHECKING:
    from .deployment import Deployment

PAGE = 500  # the most that API Gateway lists at once


@dataclass(frozen=True)
class OwnedKey:
    """A key of API Gateway: its id, whose it is, when it was made, whether the usage plan holds it."""

    id: str
    owner: str
    created: str
    attached: bool


@dataclass(frozen=True)
class KeyPlan:
    """What is to be done about keys; ``orphans`` belong to nobody known and go only when asked for."""

    kept: tuple[OwnedKey, ...] = ()
    create: tuple[str, ...] = ()
    attach: tuple[OwnedKey, ...] = ()
    unrecorded: tuple[OwnedKey, ...] = ()
    delete: tuple[OwnedKey, ...] = ()
    orphans: tuple[OwnedKey, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether API Gateway is to change; what is only to be recorded anew does not count."""
        return bool(self.create or self.attach or self.delete)


def plan_keys(
    owners: Collection[str], keys: Collection[OwnedKey], recorded: Mapping[str, str], *, prune: bool
) -> KeyPlan:
    """Compare the keys that ``owners`` are to have with those found.

    ``recorded`` gives the API key id that the system has noted for each owner, if it notes any. Of several keys of one
    owner the recorded one stays, else an attached one, else the oldest.
    """
    found = sorted({key.owner for key in keys})
    kept = {owner: _best([key for key in keys if key.owner == owner], recorded.get(owner)) for owner in found}
    known = [kept[owner] for owner in found if owner in owners]
    spare = [key for key in keys if key.owner in owners and key != kept[key.owner]]
    orphans = [key for key in keys if key.owner not in owners]
    return KeyPlan(
        kept=tuple(known),
        create=tuple(owner for owner in owners if owner not in kept),
        attach=tuple(key for key in known if not key.attached),
        unrecorded=tuple(key for key in known if recorded.get(key.owner) != key.id),
        delete=(*spare, *(orphans if prune else [])),
        orphans=() if prune else tuple(orphans),
    )


def _best(keys: list[OwnedKey], recorded: str | None) -> OwnedKey:
    return min(keys, key=lambda key: (key.id != recorded, not key.attached, key.created, key.id))


def reconcile(plan: KeyPlan, ring: KeyRing) -> None:
    """Do what a plan says, for a system that records no keys; an interrupted run is completed by the next one."""
    for owner in plan.create:
        key, _ = ring.create(owner)
        ring.attach(key)
    for key in plan.attach:
        ring.attach(key)
    for key in plan.delete:
        ring.delete(key)


def delete_all(ring: KeyRing, *, check: bool) -> dict[str, Any]:
    """Delete every key, or with ``check`` none; gives a task's result, with the keys' owners as ``keys``."""
    keys = ring.list()
    for key in keys if not check else ():
        ring.delete(key)
    verb = "would delete" if check else "deleted"
    msg = f"{verb} {counted(len(keys), 'API key')}" if keys else "no API keys"
    return {"changed": bool(keys), "msg": msg, "keys": [key.owner for key in keys]}


class KeyRing:
    """The keys of one environment, through an API Gateway client."""

    def __init__(self, client: Any, prefix: str, tags: Mapping[str, str], usage_plan: str = "") -> None:
        self._client = client
        self._prefix = prefix
        self._tags = dict(tags)
        self._usage_plan = usage_plan

    @classmethod
    def of(cls, deployment: Deployment, usage_plan: str = "") -> KeyRing:
        """Give the keys of a deployed system; without its usage plan they count as not attached."""
        return cls(deployment.target.client("apigateway"), deployment.key_prefix, deployment.tags, usage_plan)

    def list(self) -> list[OwnedKey]:
        """List this environment's keys, without their values."""
        attached = {key["id"] for key in self._plan_keys()}
        return [
            OwnedKey(
                id=key["id"],
                owner=key["name"].removeprefix(self._prefix),
                created=str(key.get("createdDate", "")),
                attached=key["id"] in attached,
            )
            for key in self._named(self._prefix)
        ]

    def value_of(self, owner: str) -> str:
        """Give the value of an owner's key that the usage plan holds; empty when there is none."""
        name = f"{self._prefix}{owner}"
        named = [key for key in self._named(name, includeValues=True) if key["name"] == name]
        attached = {key["id"] for key in self._plan_keys()} if named else set()
        return next((str(key["value"]) for key in named if key["id"] in attached), "")

    def read(self, key: OwnedKey) -> str:
        """Give the value of a key."""
        return str(self._client.get_api_key(apiKey=key.id, includeValue=True)["value"])

    def create(self, owner: str) -> tuple[OwnedKey, str]:
        """Make a key, not yet of any use: the usage plan has to hold it. Gives the key and its value."""
        made = self._client.create_api_key(name=f"{self._prefix}{owner}", enabled=True, tags=self._tags)
        return OwnedKey(made["id"], owner, str(made.get("createdDate", "")), attached=False), str(made["value"])

    def attach(self, key: OwnedKey) -> None:
        """Let the usage plan hold a key."""
        self._client.create_usage_plan_key(usagePlanId=self._usage_plan, keyId=key.id, keyType="API_KEY")

    def delete(self, key: OwnedKey) -> None:
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
