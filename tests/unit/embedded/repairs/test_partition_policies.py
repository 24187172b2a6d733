from __future__ import annotations

import json
from typing import Any

import pytest

from embedded.repairs.partition_rules.policies import fault


def statement(**more: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", **more}]}


@pytest.mark.parametrize(
    "document",
    [
        statement(Resource="*"),
        statement(Resource=["arn:aws:s3:::b", "arn:aws:s3:::b/*"]),
        statement(Principal="*"),
        statement(Principal={"Service": "lambda.amazonaws.com", "AWS": "arn:aws:iam::000000000000:root"}),
        statement(Principal={"Federated": "accounts.google.com"}),
        {"Statement": {"Effect": "Allow", "Resource": "*"}},
        {},
        "no JSON",
        None,
    ],
)
def test_policy_of_this_partition__has_no_fault(document: Any) -> None:
    assert fault(document) is None
    assert fault(json.dumps(document)) is None


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"Resource": "arn:aws-cn:s3:::b"}, 'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".'),
        ({"NotResource": ["*", "arn:aws-cn:s3:::b"]}, 'Partition "aws-cn" is not valid'),
        ({"Principal": {"Service": "sns.amazonaws.com.cn"}}, '"SERVICE":"sns.amazonaws.com.cn"'),
        ({"Principal": {"Service": ["a.amazonaws.com", "logs.amazonaws.com.cn"]}}, '"SERVICE":"logs.amazonaws.com.cn"'),
        ({"Principal": {"AWS": "arn:aws-cn:iam::000000000000:root"}}, '"AWS":"arn:aws-cn:iam::000000000000:root"'),
    ],
)
def test_policy_that_names_another_partition__is_faulty(more: dict[str, Any], told: str) -> None:
    assert told in (fault(statement(**more)) or "")
