"""Properties that remember which of their keys were read.

A provisioner reads a property by its key, copies the whole, or stores a nested object as it is. The first two mark what
they touch; the third shows in the number of references that remain when the provisioner is done. A nested object of
which nothing was read, though it was fetched, was passed on unopened, and counts as read.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from typing import Any


def track(properties: dict[str, Any]) -> TrackedRoot:
    """A copy of resolved template properties, nested objects included, that remembers what is read of it."""
    return TrackedRoot(properties)


class Tracked(dict[str, Any]):
    """One object of the properties. Copies of it are plain dictionaries."""

    def __init__(self, values: dict[str, Any], nodes: list[Tracked], path: str) -> None:
        super().__init__()
        self.path = path
        self.seen: set[str] = set()
        nodes.append(self)
        for key, value in values.items():
            super().__setitem__(key, _wrapped(value, nodes, f"{path}{key}"))

    def get(self, key: str, default: Any = None) -> Any:
        """Reads one property."""
        self.seen.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.seen.add(str(key))
        return super().__contains__(key)

    def pop(self, key: str, *default: Any) -> Any:
        """Reads one property and takes it away."""
        self.seen.add(key)
        return super().pop(key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Reads one property."""
        self.seen.add(key)
        return super().setdefault(key, default)

    def __iter__(self) -> Iterator[str]:
        # Also what makes dict(properties) and {**properties} come through the methods of this class.
        return iter(list(super().keys()))

    def items(self) -> Any:
        """Reads everything."""
        self.seen.update(super().keys())
        return super().items()

    def values(self) -> Any:
        """Reads everything."""
        self.seen.update(super().keys())
        return super().values()

    def copy(self) -> dict[str, Any]:
        """Reads everything."""
        return dict(self.items())

    def __deepcopy__(self, _memo: dict[int, Any]) -> dict[str, Any]:
        return self.plain()

    def __reduce__(self) -> Any:
        return dict, (self.plain(),)

    def plain(self) -> dict[str, Any]:
        """Everything below as ordinary dictionaries; counts as having read it all."""
        return {key: _plain(value) for key, value in self.items()}

    def unread_keys(self) -> list[str]:
        """The keys that nobody asked for."""
        return [key for key in self if key not in self.seen]


class TrackedRoot(Tracked):
    """The properties of a resource."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._nodes: list[Tracked] = []
        super().__init__(values, self._nodes, "")

    def unread(self) -> list[str]:
        """Dotted paths of what was never read, such as `LoggingConfig.LogFormat`; lists do not show in them."""
        found = self.unread_keys()
        hidden = [f"{path}." for path in found]
        counts = _reference_counts(self._nodes)
        for node, count in list(zip(self._nodes, counts, strict=True))[1:]:
            kept_elsewhere = count > _unkept_references()
            if kept_elsewhere or not node.seen or any(node.path.startswith(path) for path in hidden):
                continue
            found += [f"{node.path}{key}" for key in node.unread_keys()]
        return list(dict.fromkeys(found))


def _reference_counts(nodes: list[Tracked]) -> list[int]:
    return [sys.getrefcount(node) for node in nodes]


@functools.cache
def _unkept_references() -> int:
    """The count of a nested object that nobody keeps; which references Python counts differs between its versions."""
    probe = TrackedRoot({"nested": {}})
    return _reference_counts(probe._nodes)[1]


def _wrapped(value: Any, nodes: list[Tracked], path: str) -> Any:
    if isinstance(value, dict):
        return Tracked(value, nodes, f"{path}.")
    if isinstance(value, list):
        return [_wrapped(one, nodes, path) for one in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Tracked):
        return value.plain()
    return [_plain(one) for one in value] if isinstance(value, list) else value
