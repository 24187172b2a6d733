"""Finds what is tagged for an environment, whoever made it: the proof that a destroyed environment is gone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from ..apply.polling import Pace
from ..plan.model import ENVIRONMENT_TAG, SYSTEM_TAG
from .arns import Arn


def tagged(tagging: Any, environment: str, systems: Collection[str] = ()) -> list[Arn]:
    """ARNs of all resources that carry the environment's tag, sorted; with ``systems``, the tag of one of them, too."""
    of_environment = {"Key": ENVIRONMENT_TAG, "Values": [environment]}
    of_systems = [{"Key": SYSTEM_TAG, "Values": sorted(systems)}] if systems else []
    pages = tagging.get_paginator("get_resources").paginate(TagFilters=[of_environment, *of_systems])
    return [
        Arn.parse(text)
        for text in sorted(found["ResourceARN"] for page in pages for found in page["ResourceTagMappingList"])
    ]


def still_there(
    list_tagged: Callable[[], list[Arn]], existing: Callable[[list[Arn]], list[Arn]], pace: Pace, patience: int
) -> list[Arn]:
    """What is left after at most ``patience`` looks: deletions take their time to become visible.

    ``existing`` gives those of some resources that their services still know.
    """
    left: list[Arn] = []
    for look in pace.looks():
        left = existing(list_tagged())
        if not left or look + 1 >= patience:
            break
    return left
