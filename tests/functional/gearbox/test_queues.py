from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.gearbox_world.queue_suite import Queues, QueueSuite, created


class TestQueuesInProcess(QueueSuite):
    @pytest.fixture
    def queues(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queues]:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        with mock_aws():
            client: Any = boto3.client("sqs", region_name="eu-central-1")
            yield created(client)
