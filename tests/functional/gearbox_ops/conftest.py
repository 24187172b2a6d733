"""A deployed gearbox in process: its table, its queues, and an API Gateway beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from gearbox.arrivals import file_id_of
from gearbox.catalogue.record import Failure, FileRecord, State
from gearbox.catalogue.table import FilesTable
from gearbox_ops.deployment import Deployment
from moto import mock_aws

from tests.fakes.gateway import Gateway
from tests.fakes.target import FakeTarget
from tests.gearbox_world.queue_suite import Queues
from tests.gearbox_world.queue_suite import created as queues_created
from tests.gearbox_world.table_suite import TABLE
from tests.gearbox_world.table_suite import created as table_created

NOW = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)
BOMB = Failure("bomb", "it unpacks to 5 GB", transient=False)


@dataclass(frozen=True)
class Works:
    """The deployed system as operators see it."""

    dynamodb: Any
    queues: Queues
    gateway: Gateway = field(default_factory=Gateway)

    @property
    def deployed(self) -> Deployment:
        data = {
            "FilesTableName": TABLE,
            "ArrivalsQueueUrl": self.queues.arrivals,
            "FailuresQueueUrl": self.queues.failures,
            "UndiagnosedQueueUrl": self.queues.undiagnosed,
        }
        return self._deployment({"data": data, "api": {"ApiId": "abc", "UsagePlanId": "plan"}})

    @property
    def empty(self) -> Deployment:
        """The same account before anything is deployed to it."""
        return self._deployment({})

    def _deployment(self, outputs: Mapping[str, Mapping[str, str]]) -> Deployment:
        clients = {"dynamodb": self.dynamodb, "sqs": self.queues.sqs, "apigateway": self.gateway}
        return Deployment(FakeTarget(clients, moment=NOW), outputs)  # type: ignore[arg-type]

    def add(self, key: str, state: State = State.FAILED, **more: Any) -> FileRecord:
        """Let the catalogue know a file."""
        record = FileRecord(
            file_id=file_id_of(key),
            bucket="inbox",
            key=key,
            state=state,
            received_at="2026-11-21T15:00:00.000000Z",
            sequencer="A1".ljust(40, "0"),
        )
        return FilesTable(self.dynamodb, TABLE).put(replace(record, **more), None)

    def state_of(self, key: str) -> State | None:
        record = FilesTable(self.dynamodb, TABLE).get(file_id_of(key))
        return record.state if record else None

    def waiting(self, url: str) -> list[str]:
        """The messages of a queue."""
        found: list[str] = []
        while told := self.queues.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            found += [one["Body"] for one in told]
        return found


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> Iterator[Works]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        sqs: Any = boto3.client("sqs", region_name="eu-central-1")
        dynamodb: Any = boto3.client("dynamodb", region_name="eu-central-1")
        for client in table_created(dynamodb):
            yield Works(client, queues_created(sqs))


def act(action: type[Any], where: Deployment, *, check: bool = False, **arguments: Any) -> dict[str, Any]:
    """Let an action plugin work on a deployment."""

    class Probe(action):  # type: ignore[misc]  # a class that is given
        def deployment(self, _: dict[str, Any]) -> Deployment:
            return where

    task = SimpleNamespace(check_mode=check, diff=False)
    probe = Probe(task, connection=None, play_context=None, loader=None, templar=None, shared_loader_obj=None)
    result: dict[str, Any] = probe.work(arguments)
    return result
