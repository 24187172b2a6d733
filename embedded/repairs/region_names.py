"""What CloudFormation names is named differently in each region.

Stock MiniStack makes the end of a name from the stack and the logical id alone. On AWS it is random, so a role of the
stack `shop` in one region is not the role of `shop` in another one, though both live in the one IAM of the account.
Here the second overwrites the first, and functions of the first region are suddenly denied their own data.

Names in the region that the server was started for stay as they are, and so does what was deployed there before.

Hook: `ministack.services.cloudformation.provisioners._physical_name`. Used: `ministack.core.responses.get_region` and
`.provisioners._NAME_SEED`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from embedded import hooks

_PROVISIONERS = "ministack.services.cloudformation.provisioners"


def apply() -> None:
    """Puts the hook named above in place."""
    hooks.wrap(_PROVISIONERS, "_physical_name", _by_region)


def _by_region(original: Callable[..., str]) -> Callable[..., str]:
    region_of_request = hooks.attribute("ministack.core.responses", "get_region")
    seeds = hooks.attribute(_PROVISIONERS, "_NAME_SEED")

    def named(stack_name: str, logical_id: str, **options: Any) -> str:
        region = region_of_request()
        if region == os.environ.get("MINISTACK_REGION") or not options.get("seeded", True):
            return original(stack_name, logical_id, **options)
        token = seeds.set(f"{seeds.get()}{region}")
        try:
            return original(stack_name, logical_id, **options)
        finally:
            seeds.reset(token)

    return named
