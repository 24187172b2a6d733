"""Which role used which permission on which resource, and what was decided.

The record answers two questions about least privilege: was anything denied, and what is granted that nothing uses. Both
need every action of a role, but not every object of a bucket, so the resources of one permission are capped.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

ALLOW, DENY = "allow", "deny"
RESOURCES_EACH = 200

_Key = tuple[str, str, str, str]


class Ledger:
    """Counts decisions by role, action, resource and decision."""

    def __init__(self) -> None:
        self._counts: Counter[_Key] = Counter()
        self._resources: Counter[tuple[str, str, str]] = Counter()
        self._lock = threading.Lock()

    def record(self, role: str, action: str, resource: str, *, allowed: bool) -> None:
        """Notes one decision; from the 201st resource of a permission on, resources are noted as their folder."""
        decision = ALLOW if allowed else DENY
        with self._lock:
            key = (role, action, resource, decision)
            if key not in self._counts:
                permission = (role, action, decision)
                if self._resources[permission] >= RESOURCES_EACH:
                    key = (role, action, _folder(resource), decision)
                self._resources[permission] += 1
            self._counts[key] += 1

    def entries(self) -> list[dict[str, Any]]:
        """`[{"role", "action", "resource", "decision": "allow" or "deny", "count"}]`, sorted."""
        with self._lock:
            counts = sorted(self._counts.items())
        names = ("role", "action", "resource", "decision")
        return [{**dict(zip(names, key, strict=True)), "count": count} for key, count in counts]

    def restore(self, entries: list[dict[str, Any]] | None) -> None:
        """Takes up saved entries; None to begin anew."""
        with self._lock:
            self._counts.clear()
            self._resources.clear()
            for entry in entries or ():
                role, action, decision = entry["role"], entry["action"], entry["decision"]
                self._counts[role, action, entry["resource"], decision] = entry["count"]
                self._resources[role, action, decision] += 1


def _folder(resource: str) -> str:
    return f"{resource.partition('/')[0]}/*" if "/" in resource else resource


LEDGER = Ledger()
