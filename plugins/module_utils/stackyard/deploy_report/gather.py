"""Gathers what the report of a run needs from what a deployment was given and gave."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..plan.model import StackSpec
from ..preview.masks import MASK, masked
from .model import Artifact


def shown_outputs(spec: StackSpec, outputs: Mapping[str, str]) -> dict[str, str]:
    """Outputs of a stack as they may be shown: what comes from a secret parameter is masked."""
    declared = spec.template.document.get("Outputs") or {}
    return {
        name: MASK if _tells(declared.get(name), spec.template.secret) else masked(name, value)
        for name, value in outputs.items()
    }


def artifacts(composed: Mapping[str, Any]) -> tuple[Artifact, ...]:
    """What functions weigh, the biggest first, from composed systems as packaging leaves them."""
    found = [
        Artifact(f"{system}/{name}", made["state"], made["unpacked_bytes"], made["packed_bytes"], len(made["layers"]))
        for system, facts in composed.items()
        for name, function in facts.get("functions", {}).items()
        if (made := function.get("artifact"))
    ]
    return tuple(sorted(found, key=lambda one: (-one.unpacked, one.function)))


def _tells(output: object, secrets: Iterable[str]) -> bool:
    """Whether an output's value names a secret parameter (``Ref``, ``${Name}`` or in any other way)."""
    text = json.dumps(output, default=str)
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in secrets)
