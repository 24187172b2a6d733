"""What plan and apply need to know of a template: its text, the parameters it declares, the outputs it promises.

Templates arrive composed, in long-form YAML, so the ordinary safe loader reads them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from ..errors import StackyardError
from ..faults import Faults
from ..templates.limits import HEADER, check_size, check_template
from ..templates.yaml_limits import check_limits

INLINE_LIMIT = 51_200  # bytes that CloudFormation takes in a request

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Template:
    """A composed CloudFormation template: ``body`` is its text, ``document`` its content."""

    body: str
    document: Mapping[str, Any] = field(repr=False, compare=False)
    path: str = ""

    @classmethod
    def read(cls, path: Path) -> Template:
        """Read a template from a file. Raises ``StackyardError`` when it is missing or no template."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
            raise StackyardError(
                "a composed template cannot be read", given=f"{path}: {why}", remedy="run the deploy again"
            ) from error

    @classmethod
    def parse(cls, body: str, path: str = "") -> Template:
        """Make a template from its text. Raises ``StackyardError`` when it is no template, or too big."""
        try:
            if not body.startswith(HEADER):
                check_limits(_Loader(body))
            document = yaml.load(body, Loader=_Loader)  # noqa: S506  # the C twin of the safe loader
        except yaml.YAMLError as error:
            raise StackyardError(
                "a template does not parse", given=f"{path}: {error}", remedy="mend the file"
            ) from error
        if not isinstance(document, dict) or not document.get("Resources"):
            raise StackyardError(
                "a template has no Resources", given=path, remedy="add a resource, or remove the stack"
            )
        faults = Faults("a template")
        check_size(body, path, faults)
        check_template(document, path, faults)
        faults.raise_if_any()
        return cls(body, document, path)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def inline(self) -> bool:
        """Whether it is small enough to be sent in a request."""
        return len(self.body.encode()) <= INLINE_LIMIT

    @cached_property
    def declared(self) -> Mapping[str, Mapping[str, Any]]:
        """Its parameters with their declarations."""
        return {str(name): declared for name, declared in (self.document.get("Parameters") or {}).items()}

    @property
    def required(self) -> frozenset[str]:
        """Its parameters without a default."""
        return frozenset(name for name, declaration in self.declared.items() if "Default" not in declaration)

    @property
    def secret(self) -> frozenset[str]:
        """Its parameters whose values must not be shown."""
        return frozenset(
            name for name, given in self.declared.items() if str(given.get("NoEcho", "")).lower() == "true"
        )

    @property
    def outputs(self) -> frozenset[str]:
        """Names of the outputs it declares; one with a condition may be absent after a deployment."""
        return frozenset(map(str, self.document.get("Outputs") or {}))

    @property
    def capabilities(self) -> list[str]:
        """What CloudFormation wants acknowledged: roles always, macros only where the template transforms itself."""
        macros = ["CAPABILITY_AUTO_EXPAND"] if "Transform" in self.document else []
        return ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", *macros]
