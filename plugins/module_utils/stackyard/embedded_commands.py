"""How commands of the embedded AWS are typed for a target: there is one embedded AWS for each partition."""

from __future__ import annotations

from typing import Protocol

_USUAL = "local"  # the environment that every command means where none is named


class _Place(Protocol):
    @property
    def environment(self) -> str: ...
    @property
    def partition(self) -> str: ...


def typed(command: str, target: _Place) -> str:
    """Give a command such as ``bin/local up`` or ``bin/mailbox`` so that it means the embedded AWS of a target."""
    return command if target.environment == _USUAL else f"{command} --partition {target.partition}"
