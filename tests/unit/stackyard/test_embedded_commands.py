"""Commands of the embedded AWS are told so that they mean the right one."""

from __future__ import annotations

import pytest
from stackyard.embedded_commands import typed

from tests.fakes.target import FakeTarget


@pytest.mark.parametrize(
    ("environment", "partition", "told"),
    [
        ("local", "aws", "bin/local up"),
        ("local-cn", "aws-cn", "bin/local up --partition aws-cn"),
        ("copy", "aws", "bin/local up --partition aws"),
    ],
)
def test_command__names_the_partition_unless_it_is_the_usual_one(environment: str, partition: str, told: str) -> None:
    assert typed("bin/local up", FakeTarget({}, environment=environment, partition=partition)) == told
