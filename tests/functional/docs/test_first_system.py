"""The guide to a first system: its files are brought in by the guide's own command, checked, composed and run."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
import yaml
from lambda_kit.requests import ApiError, Request
from moto import mock_aws
from stackyard.compose import compose
from stackyard.environments.cli import main as env
from stackyard.estimate.cli import main as estimate

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs/guides/first-system.md").read_text(encoding="utf-8")
LISTED = "group_vars/all/systems.yml"
PROXIED = {"requestContext": {"requestTimeEpoch": 0}}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository into which the guide's first command and its list of systems have gone."""
    root = tmp_path_factory.mktemp("first")
    for folder in ("group_vars", "schemas", "roles", "docs/guides/orders", "templates", "lambdas/shared", "prices"):
        shutil.copytree(ROOT / folder, root / folder)
    for file in ("inventory.yml", "ansible.cfg"):
        shutil.copy(ROOT / file, root)
    [command] = re.findall(r"^    (cp .*)$", GUIDE, re.MULTILINE)
    subprocess.run(command.split(), cwd=root, check=True)
    [names] = re.findall(r"^    (stackyard_own_systems:\n(?:      - \w+\n)+)", GUIDE, re.MULTILINE)
    listed = root / LISTED
    before = re.compile(r"^stackyard_own_systems:\n(?:  - \w+\n)+", re.MULTILINE)
    listed.write_text(before.sub(names.replace("\n    ", "\n"), listed.read_text()))
    return root


def test_list_of_the_guide__is_that_of_the_repository_and_one_more() -> None:
    [names] = re.findall(r"^    (stackyard_own_systems:\n(?:      - \w+\n)+)", GUIDE, re.MULTILINE)
    there = yaml.safe_load((ROOT / LISTED).read_text())["stackyard_own_systems"]
    assert yaml.safe_load(names)["stackyard_own_systems"] == [*there, "orders"]


def test_files_that_the_guide_names__are_in_the_example() -> None:
    rows = re.findall(r"^\| (`.*?) \|", GUIDE, re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`([^`]+/[^`]*)`", row)]
    assert len(names) >= 8
    assert [name for name in names if not (ROOT / "docs/guides/orders" / name).exists()] == []


def test_settings_of_the_example__are_good(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert env(["check", "dev"], root=root, environ={}) == 0, capsys.readouterr().err


def test_usage_of_the_example__leaves_nothing_unsaid(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert estimate(["dev", "-e", "systems=orders"], root=root, settings_of=lambda *_: {}) == 0
    told = capsys.readouterr().out
    assert re.search(r"^per use +\d", told, re.MULTILINE)
    assert "does not say" not in told


def test_functions_of_the_example__join_their_stack(root: Path, tmp_path: Path) -> None:
    composed = compose(root, "orders", "local", tmp_path)
    assert {*composed.stacks} == {"data", "api"}
    resources = composed.stacks["api"].document["Resources"]
    assert {"TakeOrdersFunction", "KeepOrdersFunction", "KeepOrdersMapping"} <= {*resources}
    methods = [one["Properties"]["HttpMethod"] for one in resources.values() if one["Type"].endswith("::Method")]
    assert sorted(methods) == ["GET", "POST"]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "docs/guides/orders/lambdas/orders/shared"))
    return importlib.import_module("orders.desk")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        session = boto3.Session(region_name="eu-central-1")
        sqs, table = session.client("sqs"), session.client("dynamodb")
        table.create_table(
            TableName="orders",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
        yield sqs, sqs.create_queue(QueueName="orders")["QueueUrl"], table, "orders"


def test_order__goes_through_queue_and_table(desk: ModuleType, account: Any) -> None:
    sqs, queue, dynamodb, table = account
    counter = desk.Desk(sqs, queue, dynamodb, table, 100)
    taken = counter.take(Request.from_event({**PROXIED, "body": '{"item": "bolt", "pieces": 7}'}))
    [message] = sqs.receive_message(QueueUrl=queue)["Messages"]
    with pytest.raises(ApiError, match="not kept yet"):
        counter.find(taken["id"])
    desk.keep(dynamodb, table, json.loads(message["Body"]))
    assert counter.find(taken["id"]) == {"id": taken["id"], "item": "bolt", "pieces": 7}


@pytest.mark.parametrize("pieces", [0, 101, True, "7"])
def test_pieces_that_cannot_be__are_refused_and_queue_nothing(desk: ModuleType, account: Any, pieces: object) -> None:
    sqs, queue, dynamodb, table = account
    body = json.dumps({"item": "bolt", "pieces": pieces})
    with pytest.raises(ApiError, match="The field pieces is wrong: it must be a whole number from 1 to 100"):
        desk.Desk(sqs, queue, dynamodb, table, 100).take(Request.from_event({**PROXIED, "body": body}))
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
