"""The smoke test against an API that is given, answer by answer."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from stackyard.errors import StackyardError
from trainings_ops.smoke import PATIENCE_SECONDS, SHORT_PATIENCE_SECONDS, Answer, Smoke

REFUSAL = Answer(403, json.dumps({"code": 403, "body": "no key"}))
LIST = Answer(200, json.dumps({"code": 200, "body": [{"subject": "linux", "testIds": ["test01", "test02"]}]}))


class Api:
    """Answers calls without and with a key from two scripts; the last answer of a script repeats."""

    def __init__(self, without: list[Answer], key: list[Answer]) -> None:
        self.scripts = {False: without, True: key}
        self.calls: list[tuple[str, Mapping[str, str], bytes]] = []
        self.time = 0.0

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.calls.append((url, headers, body))
        script = self.scripts["x-api-key" in headers]
        return script.pop(0) if len(script) > 1 else script[0]

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def smoke(self) -> Smoke:
        return Smoke("http://api.test", send=self.send, sleep=self.sleep, monotonic=lambda: self.time)


def test_healthy_api__is_called_twice_and_told() -> None:
    api = Api([REFUSAL], [LIST])
    assert api.smoke().run("student01", "secret") == [
        "without a key: 403",
        "with the key of student01: 200, 2 open tests",
    ]
    assert [url for url, _, _ in api.calls] == ["http://api.test/api/v1/tests"] * 2
    assert json.loads(api.calls[1][2]) == {"studentId": "student01"}
    assert api.calls[1][1]["x-api-key"] == "secret"


def test_key_that_becomes_known_late__is_waited_for() -> None:
    api = Api([REFUSAL], [REFUSAL, REFUSAL, LIST])
    assert len(api.smoke().run("student01", "secret")) == 2
    assert 0 < api.time < 5


@pytest.mark.parametrize(
    ("without", "key", "said"),
    [
        ([LIST], [LIST], "to a call without a key: status 200 instead of 403"),
        ([REFUSAL], [Answer(403, "Forbidden")], "with a student's key: status 403 instead of 200"),
        ([REFUSAL], [Answer(200, "[]")], "with a student's key: status 200 instead of 200"),
        ([Answer(0, "connection refused")], [LIST], "without a key: status 0 instead of 403"),
    ],
)
def test_wrong_answer__ends_within_the_bound_and_is_shown(without, key, said) -> None:
    api = Api(without, key)
    with pytest.raises(StackyardError) as failure:
        api.smoke().run("student01", "secret")
    assert said in str(failure.value)
    assert "remedy: read the function's log group" in str(failure.value)
    assert api.time <= PATIENCE_SECONDS


def test_function_that_fails__is_not_waited_for_as_long_as_a_key() -> None:
    api = Api([REFUSAL], [Answer(500, json.dumps({"code": 500, "body": "failed"}))])
    with pytest.raises(StackyardError, match="status 500 instead of 200"):
        api.smoke().run("student01", "secret")
    assert api.time <= SHORT_PATIENCE_SECONDS


def test_key__never_stands_in_the_failure() -> None:
    with pytest.raises(StackyardError) as failure:
        Api([REFUSAL], [Answer(500, "broken")]).smoke().run("student01", "very-secret")
    assert "very-secret" not in str(failure.value)
