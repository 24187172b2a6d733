"""The composed scoring stack: grants that AWS asks for in situations which the embedded AWS does not know."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from stackyard.compose import compose

ROOT = Path(__file__).resolve().parents[3]
VALUES = {
    "${AWS::Partition}": "aws",
    "${AWS::Region}": "eu-central-1",
    "${AWS::AccountId}": "111122223333",
    "${WeeklyStateMachine.Name}": "weekly",
    "${MailIdentityName}": "example.com",
}


@pytest.fixture(scope="module")
def scoring(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    system = compose(ROOT, "trainings", "local", tmp_path_factory.mktemp("build"))
    resources: dict[str, dict[str, Any]] = system.stacks["scoring"].document["Resources"]
    return resources


def allowed(statement: dict[str, Any], arn: str) -> bool:
    """Whether a statement's resources cover an ARN of the account in ``VALUES``."""
    patterns = [found["Fn::Sub"] for found in statement["Resource"]]
    for variable, value in VALUES.items():
        patterns = [pattern.replace(variable, value) for pattern in patterns]
    return any(fnmatchcase(arn, pattern) for pattern in patterns)


# The first is the resource of AWS's own example policy, the second the name of a map's child execution.
@pytest.mark.parametrize("execution", ["weekly:run-1", "weekly/ScoreBatches:child-1"])
def test_state_machine__may_watch_and_stop_its_maps_children(scoring: dict[str, Any], execution: str) -> None:
    statements = scoring["WeeklyMapPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    watching = next(one for one in statements if "states:StopExecution" in one["Action"])
    assert allowed(watching, f"arn:aws:states:eu-central-1:111122223333:execution:{execution}")


# In its sandbox SES asks for the recipient's identity, too; an address that is verified itself goes before its domain.
@pytest.mark.parametrize("identity", ["example.com", "trainings@example.com", "student@elsewhere.example"])
def test_mailer__may_use_every_identity_that_ses_asks_for(scoring: dict[str, Any], identity: str) -> None:
    assert allowed(sending(scoring), f"arn:aws:ses:eu-central-1:111122223333:identity/{identity}")


def test_mailer__may_send_from_one_address_only(scoring: dict[str, Any]) -> None:
    assert sending(scoring)["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "FromAddress"}}}


def sending(scoring: dict[str, Any]) -> dict[str, Any]:
    """The statement that lets the mailer send by SES."""
    policies = [
        choice["Fn::If"][1] for choice in scoring["SendMailRole"]["Properties"]["Policies"] if "Fn::If" in choice
    ]
    (statement,) = next(one for one in policies if one["PolicyName"] == "ses")["PolicyDocument"]["Statement"]
    return dict(statement)
