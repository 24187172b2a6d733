"""What is kept of a deployment, written and read again."""

from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.history import Deployment, KeptParameter, KeptStack

STACK = KeptStack(
    "shop",
    "api",
    "stackyard-dev-shop-api",
    "d" * 64,
    "Resources: {Größe: {Type: 'AWS::SQS::Queue'}}\n",
    {"Name": KeptParameter("mail", "shop.data.Name"), "Password": KeptParameter(secret=True)},
    {"stackyard:system": "shop"},
)


@pytest.mark.parametrize("pending", [True, False])
def test_deployment__is_read_as_it_was_written(pending: bool) -> None:
    changed = ("stackyard-dev-shop-api",)
    deployment = Deployment(3, "abc1234", (STACK,), restores=1, changed=changed, pending=pending)
    assert Deployment.parse(deployment.text(), "here") == deployment


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"version": 1}', '{"version": 1, "number": 1, "stacks": [{}], "changed": []}'],
)
def test_something_else__is_refused_with_its_place(text: str) -> None:
    with pytest.raises(StackyardError, match="cannot be read") as caught:
        Deployment.parse(text, "s3://artifacts/deployments/000003.json")
    assert caught.value.given.startswith("s3://artifacts/deployments/000003.json: ")


def test_deployment_of_another_version__is_refused() -> None:
    with pytest.raises(StackyardError, match="cannot be read") as caught:
        Deployment.parse(Deployment(1, "abc", ()).text().replace('"version": 1', '"version": 2'), "here")
    assert "another version" in caught.value.given
