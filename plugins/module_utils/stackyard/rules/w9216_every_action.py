"""A policy that allows every action of a service, or of all: nobody can say any more what its holder does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Document, spelled
from .rule import Found, KitRule
from .settled import entries
from .statements import HOLDERS, allowing

_EVERY = re.compile(r"\*|[A-Za-z0-9-]+:\*+|\*:\*")
# AWS's own policies that allow the same.
_MANAGED = re.compile(r":iam::aws:policy/(?:[\w-]+/)*(AdministratorAccess|PowerUserAccess|\w*FullAccess)")


class EveryAction(KitRule):
    """Flags identities' policies that allow `*` or `service:*`, or everything but what they name."""

    id = "W9216"
    shortdesc = "A role that may do everything of a service does harm with all of it once its code is abused"
    remedy = "name the actions that the code asks for; `bin/permissions` tells them of a run on the embedded AWS"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at the actions of each statement that allows something, and at AWS's policies that roles have."""
        yield from _managed(document)
        for statement in allowing(document):
            for action in statement.texts("Action"):
                if _EVERY.fullmatch(action):
                    yield Found((*statement.path, "Action"), f"{statement.of.name} allows {action}")
            if "NotAction" in statement.body:
                yield Found((*statement.path, "NotAction"), f"{statement.of.name} allows everything but a few actions")


def _managed(document: Document) -> Iterator[Found]:
    for holder in document.resources(*HOLDERS):
        for held in document.possible(holder, "ManagedPolicyArns"):
            for one in entries(held):
                if found := _MANAGED.search(spelled(one.value) or ""):
                    yield Found(one.path, f"{holder.name} has {found[1]}, every action of a service or of all")
