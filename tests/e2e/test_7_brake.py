"""A budget that is spent stops the environment's functions, and one command gives back what they had."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from tests.e2e.environment import Environment
from tests.fakes.budget_mail import SPENT
from tests.patience import PATIENCE_SECONDS

# The kit's own system, alone: everything else is deployed, and stays as it is.
BRAKE = ("-e", "systems=housekeeping", "-e", "budget_stop_at_percent=100")


class Brake:
    """The environment's functions, and the topic that stops them."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.lambdas = environment.target.client("lambda")

    def tell(self, name: str) -> None:
        """Publish as AWS Budgets does that the budget of this name is spent."""
        topic = self.environment.outputs("housekeeping", "brake")["BrakeTopicArn"]
        text = SPENT.format(name=name, account=self.environment.target.account)
        self.environment.target.client("sns").publish(
            TopicArn=topic, Subject=f"AWS Budgets: {name} has exceeded your alert threshold", Message=text
        )

    def reserved(self) -> dict[str, int | None]:
        """What is reserved for each function but the one that stops them, by its name."""
        prefix = f"{self.environment.target.prefix}-"
        pages = self.lambdas.get_paginator("list_functions").paginate()
        names = [one["FunctionName"] for page in pages for one in page["Functions"]]
        return {
            name: self.lambdas.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
            for name in names
            if name.startswith(prefix) and "-housekeeping-" not in name
        }

    def wait_until_stopped(self) -> None:
        """Wait for the function behind the topic: a notification takes its time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while set(self.reserved().values()) != {0}:
            assert time.monotonic() < deadline, self.reserved()
            time.sleep(0.5)


@pytest.fixture
def brake(deployed: Environment) -> Iterator[Brake]:
    deployed.run("bin/deploy", deployed.name, *BRAKE)
    try:
        yield Brake(deployed)
    finally:
        deployed.run("bin/resume", deployed.name, check=False)
        deployed.run("bin/destroy", deployed.name, *BRAKE, "-e", f"confirm={deployed.name}")


def test_spent_budget__stops_functions_until_they_are_resumed(deployed: Environment, brake: Brake) -> None:
    before, student = brake.reserved(), deployed.student("student02")
    assert student.open_tests().status == 200

    brake.tell(f"{deployed.target.prefix}-two")  # somebody else's
    brake.tell(deployed.target.prefix)
    brake.wait_until_stopped()

    with pytest.raises(ClientError, match="TooManyRequestsException"):
        brake.lambdas.invoke(FunctionName=min(before))
    assert student.open_tests().status >= 500
    assert "by the budget since" in deployed.run("bin/status", deployed.name).stdout

    # What is deployed meanwhile is not set off by it, and nobody waits for its answer.
    deployed.run("bin/deploy", deployed.name, "-e", "log_retention_days=14", "-e", "systems=trainings")
    assert set(brake.reserved().values()) == {0}

    deployed.run("bin/resume", deployed.name)

    assert brake.reserved() == before
    assert student.open_tests().status == 200
    assert "changed=0" in deployed.run("bin/resume", deployed.name).stdout
    assert "by the budget since" not in deployed.run("bin/status", deployed.name).stdout


def test_budget_of_an_environment__is_changed_in_place(deployed: Environment) -> None:
    told = ("-e", '{"budget_limit": 60, "budget_thresholds": [{"type": "ACTUAL", "percent": 90}]}')

    assert "would change the limit from" in deployed.run("bin/deploy", deployed.name, "--check", *told).stdout

    changed = deployed.run("bin/deploy", deployed.name, *told).stdout
    assert "  change the limit from" in changed
    assert "  no longer tell of 80 % forecast" in changed
