"""What an environment wants of packaging: ``stackyard_package`` of ``group_vars/all/package.yml`` in its typed form."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from ..faults import Faults
from .model import Platform

_FILE = "group_vars/all/package.yml"
# Which setting gives each part its value; people change these, never the dictionary.
_VARIABLES = {
    "architecture": "architecture",
    "python_runtime": "python_runtime",
    "hot_updates": "hot_updates_allowed",
}


@dataclass(frozen=True)
class PackageSettings:
    """Settings of packaging; sizes are unpacked ones, in KB of 1024 bytes and MB of 1024 KB.

    ``runtime_boto3`` holds the boto3 version of Lambda's runtimes by their names, ``budgets_mb`` the most that
    functions may be by patterns of "system/function".
    """

    architecture: str
    python_runtime: str
    layer_threshold_kb: int = 256
    boto3: Literal["runtime", "pinned"] = "runtime"
    runtime_boto3: Mapping[str, str] = field(default_factory=dict)
    budgets_mb: Mapping[str, float] = field(default_factory=dict)
    bytecode: bool = True
    hot_updates: bool = False

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Any]) -> PackageSettings:
        """Build settings from the inventory's dictionary.

        Raises ``StackyardError`` (all faults together) for unknown, missing and wrong values, naming the setting.
        """
        faults, known = Faults("the settings of packaging"), [one.name for one in fields(cls)]
        for name in sorted(set(settings) - set(known)):
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            faults.add("unknown part of stackyard_package", place=_FILE, given=name + meant, remedy="correct the name")
        for name in known:
            if name not in settings:
                faults.add("a part of stackyard_package is missing", place=_FILE, given=name, remedy="put it back")
            elif problem := _CHECKS[name](settings[name]):
                variable = _VARIABLES.get(name, f"package_{name}")
                given = f"{variable}: {settings[name]!r}"
                faults.add(f"{variable} {problem[0]}", given=given, remedy=f"{problem[1]} ({_FILE} explains it)")
        faults.raise_if_any()
        return cls(**settings)

    @property
    def platform(self) -> Platform:
        """What functions run on that do not say so themselves."""
        return Platform(self.architecture, self.python_runtime)

    @property
    def layer_threshold_bytes(self) -> int:
        """The threshold in bytes."""
        return self.layer_threshold_kb * 1024


_Problem = tuple[str, str] | None  # what is wrong, and what to write


def _is_runtime(value: Any) -> _Problem:
    good = isinstance(value, str) and re.fullmatch(r"python3\.\d+", value)
    return None if good else ("is no runtime of Lambda that the kit packages for", "write one such as python3.13")


def _one_of(*values: str) -> Callable[[Any], _Problem]:
    wanted = f"write {' or '.join(values)}"
    return lambda value: None if value in values else ("is not one of the values it may have", wanted)


def _is_boolean(value: Any) -> _Problem:
    return None if isinstance(value, bool) else ("is neither true nor false", "write true or false, without quotes")


def _is_size(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _is_threshold(value: Any) -> _Problem:
    return (
        None
        if isinstance(value, int) and _is_size(value)
        else ("is no whole number of KB", "write one such as 256, without quotes")
    )


def _is_versions(value: Any) -> _Problem:
    remedy = 'write versions in quotes by runtime, such as {python3.13: "1.40.4"}'
    if not isinstance(value, Mapping):
        return "is no dictionary", remedy
    good = all(
        _is_runtime(runtime) is None and isinstance(version, str) and re.fullmatch(r"\d+\.\d+\.\d+", version)
        for runtime, version in value.items()
    )
    return None if good else ("names something that is no runtime or no version", remedy)


def _is_budgets(value: Any) -> _Problem:
    remedy = 'write MB by patterns of system/function, such as {"*": 50, "reports/*": 120}'
    if not isinstance(value, Mapping):
        return "is no dictionary", remedy
    good = all(isinstance(pattern, str) and pattern and _is_size(size) for pattern, size in value.items())
    return None if good else ("names something that is no pattern or no size", remedy)


_CHECKS: Mapping[str, Callable[[Any], _Problem]] = {
    "architecture": _one_of("x86_64", "arm64"),
    "python_runtime": _is_runtime,
    "layer_threshold_kb": _is_threshold,
    "boto3": _one_of("runtime", "pinned"),
    "runtime_boto3": _is_versions,
    "budgets_mb": _is_budgets,
    "bytecode": _is_boolean,
    "hot_updates": _is_boolean,
}
