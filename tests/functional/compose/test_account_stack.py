"""The composed account stack: what a new account asks of it, which no linter and no embedded AWS does."""

from __future__ import annotations

from pathlib import Path

from stackyard.compose import compose

ROOT = Path(__file__).resolve().parents[3]
COUNTS_AS_USE = {"AWS::ApiGateway::RestApi", "AWS::ApiGateway::ApiKey"}


def test_settings_of_api_gateway__come_after_its_first_use(tmp_path: Path) -> None:
    resources = compose(ROOT, "account", "local", tmp_path).stacks["base"].document["Resources"]
    account = resources["ApiGatewayAccount"]
    assert resources[account["DependsOn"]]["Type"] in COUNTS_AS_USE


def test_key_that_is_the_first_use__opens_nothing(tmp_path: Path) -> None:
    resources = compose(ROOT, "account", "local", tmp_path).stacks["base"].document["Resources"]
    keys = [found["Properties"] for found in resources.values() if found["Type"] == "AWS::ApiGateway::ApiKey"]
    assert [key["Enabled"] for key in keys] == [False]
    assert not any("StageKeys" in key for key in keys)
