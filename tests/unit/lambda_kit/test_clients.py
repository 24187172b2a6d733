from __future__ import annotations

import logging

import pytest
from lambda_kit.clients import CONFIG, POOL_SIZE, client


def test_client__gives_up_before_its_function_is_killed() -> None:
    longest = CONFIG.retries["total_max_attempts"] * (CONFIG.connect_timeout + CONFIG.read_timeout)  # type: ignore[attr-defined]  # botocore sets its options as attributes

    assert longest < 15


def test_client__has_a_connection_for_every_thread_of_a_pool() -> None:
    assert CONFIG.max_pool_connections == POOL_SIZE  # type: ignore[attr-defined]  # likewise


def test_client__is_made_for_the_region_of_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "cn-north-1")

    assert client("s3").meta.endpoint_url.endswith("amazonaws.com.cn")


def test_client__fills_no_log_with_its_own_start(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # its source is one of the things told
    caplog.set_level(logging.INFO)

    client("s3")

    assert caplog.records == []
