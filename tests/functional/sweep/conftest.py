"""What removals are tried with: an AWS in process, and nobody who waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws
from stackyard.apply import Pace, Workshop

from tests.fakes.stacks import make_target


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        target = make_target()
        client = target.client("cloudformation")
        yield Workshop(target, client, s3=target.client("s3"), pace=Pace(sleep=lambda _: None))
