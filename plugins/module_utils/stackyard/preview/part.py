"""One deployment's share of what is shown and saved of a target.

A playbook deploys a target in two steps, the foundation and then the systems on it; people see one table and keep one
plan file. So the first step hands its share on as plain data, and the second puts both together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..plan.saved import SavedStack, stack_dicts, stacks_of
from .document import from_document, joined, to_document
from .model import TargetPreview


@dataclass(frozen=True)
class Part:
    """A preview, and its stacks as a plan file keeps them."""

    preview: TargetPreview
    saved: tuple[SavedStack, ...]

    def document(self) -> dict[str, Any]:
        """Write the part as plain data."""
        return {"preview": to_document(self.preview), "saved": stack_dicts(self.saved)}

    def after(self, earlier: Mapping[str, Any]) -> Part:
        """Put this part behind an earlier one, which ``document`` wrote; empty when there was none."""
        if not earlier:
            return self
        first = from_document(earlier["preview"])
        return Part(joined(first, self.preview), (*stacks_of(earlier["saved"]), *self.saved))
