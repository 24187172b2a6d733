"""Keeps out of what is told of drift what a secret parameter gave: CloudFormation tells both sides of it in the clear.

A property is taken for secret where its part of the deployed template names a parameter declared ``NoEcho``. Nothing is
filled in for that: where a condition decides, either branch makes it secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..masks import MASK, tells
from ..plan.template import Template
from ..preview.model import StackPreview
from ..preview.sides import read_deployed
from .model import ResourceDrift


@dataclass(frozen=True)
class Secrets:
    """What is secret in one stack: ``names`` are the parameters, ``resources`` those of its template."""

    names: frozenset[str] = frozenset()
    resources: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_stack(cls, cloudformation: Any, name: str) -> Secrets:
        """Read them of a deployed stack. Raises what boto3 raises: what cannot be known to be harmless is not shown."""
        document = read_deployed(cloudformation, name)
        return cls(Template("", document).secret, document.get("Resources") or {})

    def hide(self, resource: ResourceDrift) -> ResourceDrift:
        """Mask what is secret of a resource's drift."""
        masked = (
            replace(one, expected=_mask(one.expected), actual=_mask(one.actual))
            if self._hold(resource.logical_id, one.path)
            else one
            for one in resource.properties
        )
        return replace(resource, properties=tuple(masked))

    def hide_in(self, preview: StackPreview) -> StackPreview:
        """Mask what is secret in the preview of a change set that takes drift back."""
        resources = (
            replace(
                resource,
                properties=tuple(
                    replace(one, before=_mask(one.before), after=_mask(one.after))
                    if self._hold(resource.logical_id, one.path)
                    else one
                    for one in resource.properties
                ),
            )
            for resource in preview.resources
        )
        return replace(preview, resources=tuple(resources))

    def _hold(self, resource: str, path: str) -> bool:
        """Whether the template's value at a path, or the nearest one above it that is written out, is secret."""
        value = (self.resources.get(resource) or {}).get("Properties")
        for part in re.findall(r"[^.\[\]]+", path):
            if isinstance(value, list) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            elif isinstance(value, Mapping) and part in value:
                value = value[part]
            else:
                break
        return tells(value, self.names)


def _mask(text: str) -> str:
    return MASK if text else text
