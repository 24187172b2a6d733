"""The smoke test against an API that is given, answer by answer."""

from __future__ import annotations

import json

import pytest
from stackyard.errors import StackyardError
from stackyard.operate.calls import Answer, Call, PatientCaller
from trainings_ops.smoke import Smoke

REFUSAL = Answer(403, json.dumps({"code": 403, "body": "no key"}))
LIST = Answer(200, json.dumps({"code": 200, "body": [{"subject": "linux", "testIds": ["test01", "test02"]}]}))


class Api:
    """Answers calls without and with a key from two scripts; the last answer of a script repeats."""

    def __init__(self, without: list[Answer], key: list[Answer]) -> None:
        self.scripts = {False: without, True: key}
        self.calls: list[Call] = []
        self.time = 0.0

    def send(self, call: Call) -> Answer:
        self.calls.append(call)
        script = self.scripts["x-api-key" in call.headers]
        return script.pop(0) if len(script) > 1 else script[0]

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def smoke(self) -> Smoke:
        return Smoke("http://api.test", PatientCaller(self.send, self.sleep, lambda: self.time))


def test_healthy_api__is_called_twice_and_told() -> None:
    api = Api([REFUSAL], [LIST])
    assert api.smoke().run("student01", "secret") == [
        "without a key: 403",
        "with the key of student01: 200, 2 open tests",
    ]
    assert [str(call) for call in api.calls] == ["POST http://api.test/api/v1/tests"] * 2
    assert json.loads(api.calls[1].body) == {"studentId": "student01"}
    assert api.calls[1].headers["x-api-key"] == "secret"


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
