"""A role that a function shares: each of those who have it may do what any of them needs."""

from __future__ import annotations

from collections.abc import Iterator

from ..templates.names import referred
from .callers import FUNCTION
from .document import Document, Possible, Resource
from .rule import Found, KitRule

_ROLES = ("Role", "RoleArn", "RoleARN", "ExecutionRoleArn", "ServiceRoleArn")
_SAYS_WHO = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::InstanceProfile")


class FunctionWithoutOwnRole(KitRule):
    """Flags functions whose role comes from elsewhere, or is that of another resource as well."""

    id = "W9202"
    shortdesc = "A role that two share lets each of them do what the other one needs"
    remedy = "give the function an AWS::IAM::Role of its own in this template, with what its code asks for"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at the role of each function, and at who else has it."""
        holders = [
            one for other in document.resources() if other.kind not in _SAYS_WHO for one in _held(document, other)
        ]
        for function in document.resources(FUNCTION):
            said = list(document.possible(function, "Role"))
            yield from self._foreign(document, function, said)
            for one in said:
                yield from self._shared(document, function, one, holders)

    def _foreign(self, document: Document, function: Resource, said: list[Possible]) -> Iterator[Found]:
        """Tell of a role that no branch declares; a name that stands nowhere may be one of the frame's."""
        if said and all(_is_elsewhere(document, one.value) for one in said):
            yield Found(said[0].path, f"{function.name} has a role that this template does not declare")

    def _shared(
        self, document: Document, function: Resource, said: Possible, holders: list[tuple[Resource, str]]
    ) -> Iterator[Found]:
        role = document.resource(said.value)
        others = sorted({holder.name for holder, name in holders if role is not None and name == role.name})
        others = [name for name in others if name != function.name]
        if role is not None and others:
            yield Found(said.path, f"{function.name} has the role {role.name} in common with {', '.join(others)}")


def _held(document: Document, resource: Resource) -> Iterator[tuple[Resource, str]]:
    """Roles of the template that a resource acts with, directly or one level down (a target of a schedule)."""
    inner = [(key,) for key, value in resource.properties.items() if isinstance(value, dict)]
    for way in [(), *inner]:
        for key in _ROLES:
            for one in document.possible(resource, *way, key):
                role = document.resource(one.value)
                if role is not None and role.kind == "AWS::IAM::Role":
                    yield resource, role.name


def _is_elsewhere(document: Document, value: object) -> bool:
    """Whether a value is made of literals, parameters and imports only."""
    return all(name.startswith("AWS::") or name in document.section("Parameters") for name in referred(value))
