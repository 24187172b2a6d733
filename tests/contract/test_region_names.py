"""One stack in two regions of an account, whose roles live in one place."""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.contract.embedded_server import EmbeddedServer
from tests.patience import PATIENCE_SECONDS

REGIONS = ("eu-central-1", "eu-west-1")
TEMPLATE = json.dumps(
    {
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"Service": "lambda.amazonaws.com"},
                                "Action": "sts:AssumeRole",
                            }
                        ],
                    }
                },
            }
        }
    }
)


def roles(server: EmbeddedServer) -> list[str]:
    """Deploy one stack in two regions; gives its role in each of them."""
    name, found = f"twice-{uuid.uuid4().hex[:8]}", []
    for region in REGIONS:
        cloudformation: Any = server.client("cloudformation", region_name=region)
        cloudformation.create_stack(StackName=name, TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM"])
        waiter = cloudformation.get_waiter("stack_create_complete")
        waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": int(PATIENCE_SECONDS)})
        resource = cloudformation.describe_stack_resource(StackName=name, LogicalResourceId="Role")
        found.append(str(resource["StackResourceDetail"]["PhysicalResourceId"]))
    return found


def test_stock__gives_both_regions_one_role(stock: EmbeddedServer) -> None:
    assert len(set(roles(stock))) == 1


def test_role__is_another_one_in_each_region(repaired: EmbeddedServer) -> None:
    assert len(set(roles(repaired))) == len(REGIONS)
