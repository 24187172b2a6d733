"""Lets the versions behind aliases follow the parameters that their functions are configured with.

The template of such a stack stays the same when a parameter changes, and so would its versions: they hold what the
parameter was when they were published. So the kit gives these stacks one more parameter, a digest of those values,
which stands in every version's description and replaces the version when it changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from ..shifts import SETTINGS, configuration, snapshots
from ..templates.names import conditions_of, referred
from .template import Template

_DIGITS = 10


def settings_digest(template: Template, values: Mapping[str, str]) -> str:
    """Digest ``values`` as far as functions behind aliases are configured with them; defaults where none is given."""
    declared = template.declared
    decisive = {
        name: values.get(name, str(declared[name].get("Default", ""))) for name in sorted(configuring(template))
    }
    return hashlib.sha256(json.dumps(decisive).encode()).hexdigest()[:_DIGITS]


def configuring(template: Template) -> frozenset[str]:
    """Name the parameters that functions behind aliases are configured with, directly or through conditions."""
    resources, conditions = template.document["Resources"], template.document.get("Conditions") or {}
    held = [configuration(resources[function]) for _, function in snapshots(resources)]
    names = referred(held) | referred([conditions[name] for name in conditions_of(held, conditions)])
    return frozenset(names & template.declared.keys() - {SETTINGS})
