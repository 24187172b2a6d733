"""A deployment as the account tells of it, and what somebody needs to call its API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from moto import mock_aws
from stackyard.errors import StackyardError
from stackyard.operate.api_config import api_config
from stackyard.operate.api_keys import KeyRing
from stackyard.operate.deployment import Deployment

from tests.fakes.gateway import Gateway

STACK = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"ApiId": {"Value": "abc"}}}


class Shop(Deployment):
    system = "shop"


@dataclass
class Account:
    """What a deployment reads of a ``Target``."""

    gateway: Gateway = field(default_factory=Gateway)
    environment: str = "dev"
    prefix: str = "stackyard-dev"
    tags: dict[str, str] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return self.gateway if service == "apigateway" else boto3.client(service, "eu-central-1")  # type: ignore[call-overload]

    def stack_name(self, system: str, stack: str) -> str:
        return f"{self.prefix}-{system}-{stack}"

    def api_base(self, api_id: str) -> str:
        return f"https://{api_id}.test/"


@pytest.fixture
def account() -> Iterator[Any]:
    with mock_aws():
        yield Account()


def deploy(account: Account, name: str) -> None:
    account.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(STACK))


def test_outputs__are_those_of_the_systems_own_stacks(account) -> None:
    for name in ("stackyard-dev-shop-api", "stackyard-dev-mail-api", "stackyard-dev-2-shop-api"):
        deploy(account, name)
    assert Shop.read(account).outputs == {"api": {"ApiId": "abc"}}
    assert Shop.read(account).api_endpoint() == "https://abc.test"


def test_owner__gets_url_and_key(account) -> None:
    shop = Shop(account, {"api": {"ApiId": "abc", "UsagePlanId": "plan"}})
    ring = KeyRing.of(shop, "plan")
    key, value = ring.create("client")
    with pytest.raises(StackyardError, match="client has no API key yet") as caught:
        api_config(shop, "client", remedy="deploy again")
    assert "remedy: deploy again" in str(caught.value)
    ring.attach(key)
    config = api_config(shop, "client", remedy="deploy again")
    assert config.text() == f"API Endpoint URL: https://abc.test\nAPI Key: {value}\n"
    assert value not in repr(config)


def test_system_that_is_not_deployed__has_no_api(account) -> None:
    with pytest.raises(StackyardError, match="the shop system is not deployed to dev"):
        api_config(Shop.read(account), "client", remedy="deploy again")
