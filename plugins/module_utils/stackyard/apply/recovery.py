"""What whoever runs a deployment allows for the sake of a stack that is stuck: nothing, unless it is named.

Resources are named ``<system>-<stack>.<LogicalId>`` (``trainings-api.GetTest``), with ``*`` and ``?`` as in file names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from ..errors import StackyardError


@dataclass(frozen=True)
class Recovery:
    """What may be given up, as patterns of names, and how long to wait for somebody else's operation, in minutes.

    ``skip_resources`` are left as they are when an update's rollback is continued; ``retain_resources`` stay in the
    account when their stack is deleted; ``discard_data`` may lose what they hold when a stack is started over.
    """

    skip_resources: tuple[str, ...] = ()
    retain_resources: tuple[str, ...] = ()
    discard_data: tuple[str, ...] = ()
    wait_minutes: float = 60.0

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Any]) -> Recovery:
        """Build it from Ansible's variables: lists, or names divided by commas. Raises ``StackyardError``."""
        known = {one.name for one in fields(cls)}
        if unknown := sorted(set(settings) - known):
            raise StackyardError(
                "settings of recovery are not known",
                given=", ".join(unknown),
                remedy=f"known are: {', '.join(sorted(known))} (group_vars/all/recovery.yml)",
            )
        names = {name: names_of(name, given) for name, given in settings.items() if name != "wait_minutes"}
        return cls(**names, wait_minutes=_minutes(settings.get("wait_minutes", cls.wait_minutes)))


def allows(patterns: tuple[str, ...], name: str) -> bool:
    """Whether a resource, named as above, is meant by one of the patterns."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def names_of(setting: str, given: Any) -> tuple[str, ...]:
    """Read patterns of resources: a list, or names divided by commas. Raises ``StackyardError`` naming the setting."""
    parts = given.split(",") if isinstance(given, str) else list(given or ())
    names = tuple(str(part).strip() for part in parts if str(part).strip())
    if wrong := [name for name in names if name != "*" and "." not in name]:
        raise StackyardError(
            f"{setting} names resources by stack and logical id",
            given=", ".join(wrong),
            remedy=f"write -e {setting}=<system>-<stack>.<LogicalId>, several divided by commas",
        )
    return names


def _minutes(given: Any) -> float:
    try:
        minutes = float(given)
    except (TypeError, ValueError):
        minutes = -1.0
    if not minutes > 0:
        raise StackyardError(
            "wait_minutes is no number of minutes", given=str(given), remedy="write a number above 0, such as 60"
        )
    return minutes
