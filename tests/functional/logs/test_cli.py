"""``bin/logs`` with moto's account as the environment dev."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from moto import mock_aws
from stackyard.errors import StackyardError
from stackyard.logs.cli import coloured, main

from tests.fakes.stacks import TAGS, make_target

TEMPLATE = {
    "Resources": {
        "BuyLogGroup": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/shop/buy"}},
        "SellLogGroup": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/shop/sell"}},
    }
}
REQUEST = "11111111-0000-4000-8000-000000000000"


class Command:
    """``bin/logs`` and the account that it reads."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys, self.target = capsys, make_target()
        self.output, self.errors = "", ""
        self.hosts, self.resolved = ["dev-eu-central-1"], list[str]()
        self.logs = self.target.client("logs")
        self.began = time.time()

    def deploy(self) -> None:
        tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
        self.target.client("cloudformation").create_stack(
            StackName="stackyard-dev-shop-api", TemplateBody=json.dumps(TEMPLATE), Tags=tags
        )

    def write(self, group: str, *messages: str, age: float = 1.0) -> None:
        stream = str(uuid.uuid4())
        self.logs.create_log_stream(logGroupName=group, logStreamName=stream)
        moment = int((self.began - age) * 1000)
        events = [{"timestamp": moment + at, "message": text} for at, text in enumerate(messages)]
        self.logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)

    def run(self, *arguments: str) -> int:
        code = main(["--env", "dev", *arguments], settings_of=self.settings)
        self.output, self.errors = self.capsys.readouterr()
        return code

    def settings(self, environment: str, names: Iterable[str]) -> dict[str, Any]:
        if environment not in ("dev", *self.hosts):
            raise StackyardError("there is no environment of this name", given=environment, remedy="known: dev")
        self.resolved.append(environment)
        found = {"stackyard_target": asdict(self.target), "stackyard_hosts": self.hosts}
        return {name: found[name] for name in names}

    @property
    def texts(self) -> list[str]:
        return [line.split(maxsplit=3)[-1] for line in self.output.splitlines()]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with mock_aws():
        made = Command(capsys)
        made.deploy()
        yield made


def test_events_of_all_groups__are_shown_in_time_order(command: Command) -> None:
    command.write("/shop/buy", "third", age=1)
    command.write("/shop/sell", "first", age=30)
    command.write("/shop/buy", "second", age=20)
    assert command.run() == 0
    assert command.texts == ["first", "second", "third"]
    assert [line.split()[1] for line in command.output.splitlines()] == ["sell", "buy", "buy"]
    assert command.errors == ""


def test_since__leaves_out_what_is_older(command: Command) -> None:
    command.write("/shop/buy", "old", age=7200)
    command.write("/shop/buy", "new", age=5)
    command.run("--since", "1h")
    assert command.texts == ["new"]


def test_name_and_pattern__choose(command: Command) -> None:
    command.write("/shop/buy", "paid 3", "paid nothing")
    command.write("/shop/sell", "paid 4")
    command.run("--grep", r"paid \d", "buy")
    assert command.texts == ["paid 3"]


def test_request__is_shown_alone(command: Command) -> None:
    command.write("/shop/buy", json.dumps({"message": "mine", "requestId": REQUEST}), json.dumps({"message": "other"}))
    command.run("--request", REQUEST[:8])
    assert len(command.output.splitlines()) == 1
    assert command.output.endswith(f"[{REQUEST}] mine\n")


def test_nothing__is_told_beside_the_output(command: Command) -> None:
    assert command.run() == 0
    assert command.output == ""
    assert command.errors.startswith("nothing was logged since ")


def test_group_that_was_deleted__is_told_and_the_others_are_shown(command: Command) -> None:
    command.write("/shop/sell", "sold")
    command.logs.delete_log_group(logGroupName="/shop/buy")
    assert command.run() == 0
    assert command.texts == ["sold"]
    assert "warning: the log group of shop/buy is gone (/shop/buy)" in command.errors


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "soon"], "error: this is neither a span of time nor a moment"),
        (["--grep", "("], "error: this is no regular expression: missing ), unterminated subpattern"),
        (["--request", "zz"], "error: this is too short to tell one request from others\n  given: --request zz\n"),
        (["--request", REQUEST[:7]], "error: this is too short to tell one request from others"),
        (["--request", ""], "error: this is too short to tell one request from others\n  given: --request\n"),
        (["nobody"], "error: no logs go by this name\n  given: nobody\n  remedy: choose from: shop, buy, sell"),
        (
            ["test", "buy"],
            "error: this is an environment, and logs are chosen by systems and functions\n  given: test\n"
            "  remedy: bin/logs --env test buy\n",
        ),
        (["--env", "prod"], "error: there is no environment of this name"),
        (
            ["--limit", "dev-us-east-1"],
            "error: environment dev has no target of this name\n  given: --limit dev-us-east-1\n"
            "  remedy: choose from: dev-eu-central-1",
        ),
    ],
)
def test_bad_input__is_one_error(command: Command, arguments: list[str], told: str) -> None:
    assert command.run(*arguments) == 1
    assert command.errors.startswith(told)
    assert command.output == ""


def test_environment_of_several_targets__wants_one_to_be_chosen(command: Command) -> None:
    command.hosts.append("dev-us-east-1")
    assert command.run() == 1
    assert command.errors.startswith("error: environment dev has several targets, and logs are read from one at a time")
    assert "  given: dev-eu-central-1, dev-us-east-1\n  remedy: choose one: --limit dev-eu-central-1" in command.errors


def test_target_that_is_chosen__is_the_one_that_is_read(command: Command) -> None:
    command.hosts.append("dev-us-east-1")
    command.write("/shop/buy", "bought")
    assert command.run("--limit", "dev-us-east-1") == 0
    assert command.resolved == ["dev", "dev-us-east-1"]
    assert command.texts == ["bought"]


def test_unknown_option__is_exit_code_2(command: Command) -> None:
    with pytest.raises(SystemExit) as ended:
        command.run("--nonsense")
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("terminal", "environ", "expected"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colours__are_for_terminals_that_want_them(terminal: bool, environ: dict[str, str], expected: bool) -> None:
    class Stream:
        def isatty(self) -> bool:
            return terminal

    assert coloured(Stream(), environ) is expected  # type: ignore[arg-type]  # all that is asked of a stream
