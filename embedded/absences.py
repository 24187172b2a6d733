"""What the regions of a partition do not have: the reviewed list of `absent.yaml`, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("absent.yaml")


@dataclass(frozen=True)
class Absences:
    """`services` maps names of credential scopes to names for people; `types` are those of CloudFormation."""

    services: Mapping[str, str]
    types: frozenset[str]
    features: frozenset[str]


@lru_cache
def absences(partition: str, region: str) -> Absences:
    """What a region of a partition lacks; nothing where the list says nothing."""
    whole: dict[str, Any] = yaml.safe_load(FILE.read_text()).get(partition) or {}
    here: dict[str, Any] = (whole.get("regions") or {}).get(region) or {}
    return Absences(
        {**(whole.get("services") or {}), **(here.get("services") or {})},
        frozenset([*(whole.get("types") or ()), *(here.get("types") or ())]),
        frozenset([*(whole.get("features") or ()), *(here.get("features") or ())]),
    )
