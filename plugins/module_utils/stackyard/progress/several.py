"""Several observers of one deployment: one shows it, another one keeps what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from ..apply.observer import Observer


class _Several:
    """Passes whatever it is told on to each of its observers, in their order."""

    def __init__(self, observers: tuple[Observer, ...]) -> None:
        self._observers = observers

    def __getattr__(self, name: str) -> Callable[..., None]:
        methods: list[Callable[..., Any]] = [getattr(observer, name) for observer in self._observers]

        def tell(*happened: Any) -> None:
            for method in methods:
                method(*happened)

        return tell


def several(*observers: Observer) -> Observer:
    """Make one observer of several."""
    return cast("Observer", _Several(observers))
