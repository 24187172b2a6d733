"""Which types hold data."""

from __future__ import annotations

import pytest
from stackyard.templates.stateful import HELD, holds, is_stateful


@pytest.mark.parametrize(
    "kind",
    [
        "AWS::S3::Bucket",
        "AWS::DynamoDB::Table",
        "AWS::SQS::Queue",
        "AWS::Logs::LogGroup",
        "AWS::KMS::Key",
        "AWS::SecretsManager::Secret",
        "AWS::Cognito::UserPool",
    ],
)
def test_type_that_holds_data__is_stateful(kind: str) -> None:
    assert is_stateful(kind)
    assert holds(kind)


@pytest.mark.parametrize("kind", ["AWS::Lambda::Function", "AWS::S3::BucketPolicy", "AWS::IAM::Role", "Custom::Thing"])
def test_type_that_a_template_makes_anew__is_not(kind: str) -> None:
    assert not is_stateful(kind)


def test_every_type__is_of_a_service() -> None:
    parts = [kind.split("::") for kind in HELD]
    assert all(len(part) == 3 and part[0] == "AWS" for part in parts)
