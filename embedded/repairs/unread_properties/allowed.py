"""The reviewed list of properties that may have no effect locally, with the reason for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[2] / "allowed_unread.yaml"


@dataclass(frozen=True)
class Allowed:
    """Reasons by resource type and property path; a path covers everything below it, and `*` is any one name."""

    reasons: dict[str, dict[str, str]]

    @classmethod
    def load(cls, file: Path = FILE) -> Allowed:
        """Reads the list; ValueError when an entry has no reason."""
        reasons = yaml.safe_load(file.read_text()) or {}
        for resource_type, properties in reasons.items():
            for path, reason in properties.items():
                if not isinstance(reason, str) or not reason.strip():
                    raise ValueError(f"{file.name}: {resource_type} {path} has no reason")
        return cls(reasons)

    def reason(self, resource_type: str, path: str) -> str | None:
        """Why a property may have no effect, or None when it may not."""
        properties = self.reasons.get(resource_type, {})
        return next((reason for listed, reason in properties.items() if _covers(listed, path)), None)


def _covers(listed: str, path: str) -> bool:
    """Whether a listed path is the property's own or one above it; `*` stands for any one name."""
    own = r"\.".join(r"[^.]+" if name == "*" else re.escape(name) for name in listed.split("."))
    return re.match(own + r"(\.|$)", path) is not None
