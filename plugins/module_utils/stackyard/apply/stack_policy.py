"""The policy by which CloudFormation itself keeps stacks from losing data, whoever updates them and by whatever tool.

It is the same for every stack, as it names types and not resources, so that it never has to follow a template. Change
sets take no policy for the time of their execution: what is allowed to be lost is left out of the policy before, and
the policy is whole again afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..templates.stateful import HELD


def policy_text(lifted: Iterable[str] = ()) -> str:
    """Write the policy; ``lifted`` are logical ids of resources that may be replaced and removed."""
    left_out = [f"LogicalResourceId/{name}" for name in sorted(lifted)]
    protected: dict[str, Any] = {"NotResource": left_out} if left_out else {"Resource": "*"}
    statements = [
        {"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"},
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["Update:Replace", "Update:Delete"],
            **protected,
            "Condition": {"StringEquals": {"ResourceType": sorted(HELD)}},
        },
    ]
    return json.dumps({"Statement": statements})


def is_policy(body: str) -> bool:
    """Whether a stack's policy is the whole one, however the service writes it."""
    try:
        return bool(json.loads(body) == json.loads(policy_text()))
    except ValueError:
        return False
