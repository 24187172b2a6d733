from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.gearbox_world.table_suite import TableSuite, created


class TestTableInProcess(TableSuite):
    @pytest.fixture
    def dynamodb(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        with mock_aws():
            client: Any = boto3.client("dynamodb", region_name="eu-central-1")
            yield from created(client)
