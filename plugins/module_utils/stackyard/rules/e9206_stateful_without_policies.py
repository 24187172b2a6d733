"""Data of which a template does not say what becomes: it goes with its stack, and when CloudFormation replaces it."""

from __future__ import annotations

from collections.abc import Iterator

from ..templates.stateful import HELD, holds
from .document import Document
from .rule import Found, KitRule

_POLICIES = ("DeletionPolicy", "UpdateReplacePolicy")


class StatefulWithoutPolicies(KitRule):
    """Flags stateful resources without both policies; ``Delete`` is a policy, too, if somebody wrote it."""

    id = "E9206"
    shortdesc = "Data goes with its stack, and with a replacement, unless both policies say what becomes of it"
    remedy = "write DeletionPolicy and UpdateReplacePolicy: Retain (or RetainExceptOnCreate), or Delete with a reason"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each resource of a type that holds data."""
        for resource in document.resources(*HELD):
            missing = [name for name in _POLICIES if name not in resource.body]
            if missing:
                yield Found(
                    resource.path, f"{resource.name} loses its {holds(resource.kind)}: no {' and no '.join(missing)}"
                )
