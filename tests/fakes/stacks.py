"""Small stacks and a target for tests of plan, apply and sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from stackyard.apply import Lines, Pace, Workshop
from stackyard.plan import OutputRef, StackSpec, StackState, Template
from stackyard.target import Target

TAGS = {"stackyard:environment": "dev", "stackyard:system": "shop"}


def make_target(**changes: Any) -> Target:
    settings: dict[str, Any] = {
        "environment": "dev",
        "prefix": "stackyard-dev",
        "account": "123456789012",
        "region": "eu-central-1",
        "partition": "aws",
        "url_suffix": "amazonaws.com",
        "api_url": "https://{api_id}.execute-api.{region}.{url_suffix}",
        "tags": {"stackyard:environment": "dev"},
    }
    return Target(**{**settings, **changes})


def make_template(parameters: tuple[str, ...] = (), outputs: tuple[str, ...] = (), **sections: Any) -> Template:
    document = {
        "Parameters": {name: {"Type": "String"} for name in parameters},
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {name: {"Value": name} for name in outputs},
        **sections,
    }
    return Template.parse(yaml.safe_dump(document), "shop.yaml")


def make_spec(
    stack: str,
    parameters: Mapping[str, str | OutputRef] | None = None,
    outputs: tuple[str, ...] = (),
    **changes: Any,
) -> StackSpec:
    given = parameters or {}
    settings: dict[str, Any] = {
        "system": "shop",
        "stack": stack,
        "name": f"stackyard-dev-shop-{stack}",
        "template": make_template(tuple(given), outputs),
        "parameters": given,
        "tags": TAGS,
    }
    return StackSpec(**{**settings, **changes})


def make_state(name: str, status: str = "CREATE_COMPLETE", **changes: Any) -> StackState:
    full = f"stackyard-dev-shop-{name}"
    return StackState(**{"name": full, "stack_id": f"id-of-{full}", "status": status, **changes})


def make_workshop(cloudformation: Any, told: list[str] | None = None, **changes: Any) -> Workshop:
    lines = told if told is not None else []
    settings: dict[str, Any] = {
        "target": make_target(),
        "cloudformation": cloudformation,
        "pace": Pace(sleep=lambda _: None),
        "observer": Lines(lines.append),
        "commit": "abc1234",
    }
    return Workshop(**{**settings, **changes})
