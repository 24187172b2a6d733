"""The catalogue's conditions, indexes and counts on the embedded AWS are what they are on DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.embedded_server import EmbeddedServer
from tests.gearbox_world.table_suite import TABLE, TableSuite, created


class TestEmbeddedTable(TableSuite):
    @pytest.fixture
    def dynamodb(self, repaired: EmbeddedServer) -> Iterator[Any]:
        yield from created(repaired.client("dynamodb"))

    def test_time_to_live__is_kept(self, dynamodb: Any) -> None:
        told = dynamodb.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]

        assert (told["TimeToLiveStatus"], told["AttributeName"]) == ("ENABLED", "expires_at")
