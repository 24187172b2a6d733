from __future__ import annotations

import pytest

from tests.gearbox_world.dynamodb import FakeDynamoDB
from tests.gearbox_world.table_suite import TableSuite


class TestFakeTable(TableSuite):
    @pytest.fixture
    def dynamodb(self) -> FakeDynamoDB:
        return FakeDynamoDB()
