from __future__ import annotations

import datetime as dt
import re

import pytest

from embedded.repairs.runtime_client.environment import function_environment, import_paths, new_log_stream

CONFIG = {"FunctionName": "score", "Runtime": "python3.13", "Handler": "handler.run", "MemorySize": 256}


def environment(**config: object) -> dict[str, str]:
    return function_environment(
        {**CONFIG, **config},
        credentials={"AWS_ACCESS_KEY_ID": "ASIA1"},
        region="eu-central-1",
        endpoint="http://127.0.0.1:4580",
        runtime_api="127.0.0.1:9001",
        task_root="/code",
        log_stream="stream",
    )


def test_environment__holds_what_lambda_gives_and_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_DEVELOPER", "1")

    found = environment()

    assert "SECRET_OF_THE_DEVELOPER" not in found
    assert found["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert found["AWS_LAMBDA_LOG_GROUP_NAME"] == "/aws/lambda/score"
    assert found["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4580"


def test_own_variables__win_over_defaults_but_not_over_what_lambda_reserves() -> None:
    found = environment(Environment={"Variables": {"TZ": "Europe/Warsaw", "AWS_REGION": "mars-1", "BUCKET": "b"}})

    assert (found["TZ"], found["AWS_REGION"], found["BUCKET"]) == ("Europe/Warsaw", "eu-central-1", "b")


def test_json_log_format__is_passed_with_its_level() -> None:
    found = environment(LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "DEBUG", "LogGroup": "/trainings"})

    assert found["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
    assert found["AWS_LAMBDA_LOG_LEVEL"] == "DEBUG"
    assert found["AWS_LAMBDA_LOG_GROUP_NAME"] == "/trainings"


def test_import_paths__put_the_function_first_and_the_last_layer_before_the_others() -> None:
    paths = import_paths("/code", ["/one", "/two"], "python3.13").split(":")

    assert paths == [
        "/code",
        "/two/python/lib/python3.13/site-packages",
        "/two/python",
        "/one/python/lib/python3.13/site-packages",
        "/one/python",
    ]


def test_log_stream__has_lambdas_form() -> None:
    name = new_log_stream(CONFIG, dt.datetime(2026, 11, 23, tzinfo=dt.UTC))

    assert re.fullmatch(r"2026/11/23/\[\$LATEST\][0-9a-f]{32}", name)
