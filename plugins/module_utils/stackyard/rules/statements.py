"""What roles may do: the statements of policies that allow something, wherever a template writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .document import Document, Path, Possible, Resource, spelled
from .settled import entries

_DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "AWS::IAM::Policy": ("PolicyDocument",),
    "AWS::IAM::ManagedPolicy": ("PolicyDocument",),
    "AWS::IAM::RolePolicy": ("PolicyDocument",),
    "AWS::IAM::UserPolicy": ("PolicyDocument",),
    "AWS::IAM::GroupPolicy": ("PolicyDocument",),
}
HOLDERS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")


@dataclass(frozen=True)
class Statement:
    """One statement that allows something; ``of`` is the role or policy that it stands in."""

    of: Resource
    path: Path
    body: Mapping[str, Any]

    def texts(self, key: str) -> list[str]:
        """What it names as ``Action`` or ``Resource``, as far as that is written out."""
        found = entries(Possible((*self.path, key), self.body.get(key, [])))
        return [text for one in found if (text := spelled(one.value)) is not None]


def allowing(document: Document) -> Iterator[Statement]:
    """Every statement of an identity's policies that allows something; policies of resources are not among them."""
    for resource in document.resources(*HOLDERS, *_DOCUMENTS):
        for policy in _documents(document, resource):
            yield from _of(resource, policy)


def _documents(document: Document, resource: Resource) -> Iterator[Possible]:
    if resource.kind in _DOCUMENTS:
        yield from document.possible(resource, *_DOCUMENTS[resource.kind])
        return
    for held in document.possible(resource, "Policies"):
        for one in entries(held):
            if isinstance(one.value, Mapping) and "PolicyDocument" in one.value:
                yield Possible((*one.path, "PolicyDocument"), one.value["PolicyDocument"], one.conditions)


def _of(resource: Resource, policy: Possible) -> Iterator[Statement]:
    if not isinstance(policy.value, Mapping):
        return
    for one in entries(Possible((*policy.path, "Statement"), policy.value.get("Statement", []), policy.conditions)):
        if isinstance(one.value, Mapping) and one.value.get("Effect") == "Allow":
            yield Statement(resource, one.path, one.value)
