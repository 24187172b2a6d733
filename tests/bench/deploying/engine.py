"""This kit's engine alone, without a playbook: reads, plans and applies the generated system, in one process.

Started in a benchmark's checkout: ``python -m tests.bench.deploying.engine <endpoint>``. Templates are deployed as the
system writes them; there is no artifact bucket, and so no history.
"""

from __future__ import annotations

import sys
from pathlib import Path

from stackyard.apply import Pace, Workshop, apply_plan
from stackyard.commit import current_commit
from stackyard.guard.gate import Gate, risky_stacks
from stackyard.plan import make_plan, make_specs, read_stacks
from stackyard.target import Target

from embedded.lifecycle.environment import ACCOUNT, REGION

from .system import ENVIRONMENT, SYSTEM, declaration


def main(endpoint: str, root: Path) -> None:
    """Deploy the system of a checkout."""
    target = Target(
        environment=ENVIRONMENT,
        prefix=f"stackyard-{ENVIRONMENT}",
        account=ACCOUNT,
        region=REGION,
        partition="aws",
        url_suffix="amazonaws.com",
        api_url="",
        endpoint_url=endpoint,
    )
    templates = {one["name"]: str(root / "templates" / SYSTEM / f"{one['name']}.yaml") for one in declaration()}
    specs = make_specs(target, [{"name": SYSTEM, "stacks": declaration()}], {SYSTEM: templates}, {}, protected=False)
    cloudformation = target.client("cloudformation")
    workshop = Workshop(
        target,
        cloudformation,
        commit=current_commit(root),
        pace=Pace.usual(embedded=False),
        gate=Gate(cloudformation),
    )
    plan = make_plan(specs, read_stacks(cloudformation, f"{target.prefix}-"))
    if risky_stacks(workshop, plan).stacks:
        raise RuntimeError("the generated system never touches data")
    apply_plan(workshop, plan)


if __name__ == "__main__":
    main(sys.argv[1], Path.cwd())
