"""What ``bin/lint`` tells of one place: where, which rule, what, what to do about it, and the page that says why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from .rule import KitRule

_LEVELS = {"E": "error", "W": "warning", "I": "information"}


@dataclass(frozen=True, order=True)
class Finding:
    """One finding; ``file`` is relative to the repository where it lies in it, ``page`` a path or a URL."""

    file: str
    line: int
    rule: str
    message: str
    remedy: str = ""
    page: str = ""

    @property
    def level(self) -> str:
        """``error``, ``warning`` or ``information``."""
        return _LEVELS.get(self.rule[:1], "error")

    def as_dict(self) -> dict[str, Any]:
        """The form for programs."""
        return {**asdict(self), "level": self.level}

    def __str__(self) -> str:
        told = [f"{self.file}:{self.line}: {self.rule} {self.message}"]
        told += [f"  remedy: {self.remedy}"] if self.remedy else []
        told += [f"  page: {self.page}"] if self.page else []
        return "\n".join(told)


def of_kit(file: str, line: int, rule: type[KitRule] | KitRule, message: str) -> Finding:
    """A finding of a rule of the kit."""
    return Finding(file, line, rule.id, message, rule.remedy, rule.source_url)
