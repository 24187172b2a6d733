"""The parts of an ARN, as far as the sweep asks for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Arn:
    """``arn:partition:service:region:account:resource``; ``kind`` is the resource's first word, ``name`` the rest."""

    text: str
    service: str
    kind: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Arn:
        """Take an ARN apart. Some services write ``kind/name``, some ``kind:name``, some the name alone."""
        service, resource = (text.split(":", 5) + [""] * 5)[2:6:3]
        kind, separator, name = resource.lstrip("/").replace(":", "/", 1).partition("/")
        return cls(text, service, kind if separator else "", name if separator else kind)

    def __str__(self) -> str:
        return self.text
