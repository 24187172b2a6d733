"""A copy goes whatever became of its checkout's settings: an AWS in process, playbooks that are real processes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws
from stackyard.ephemeral.playbooks import Playbooks
from stackyard.ephemeral.record import Record, Records
from stackyard.ephemeral.removal import Removal
from stackyard.plan.read import read_stacks
from stackyard.target import Target

from tests.fakes.stacks import make_target

END = "2026-11-21T20:00:00Z"
OURS, THEIRS = "00000000000000aa", "00000000000000bb"
TEMPLATE = "Resources: {Queue: {Type: 'AWS::SQS::Queue'}}"
BROKEN = "echo the settings do not parse; exit 4"


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    """The account as the copy's record has it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        tags = {"stackyard:environment": "kim", "stackyard:claim": OURS}
        yield make_target(environment="kim", prefix="stackyard-kim", tags=tags)


class Trial:
    """A removal whose playbook is ``script``, and what it told."""

    def __init__(self, root: Path, target: Target, script: str = BROKEN) -> None:
        settings = {name: value for name, value in asdict(target).items() if name != "session"}
        record = Record("kim", "dev", "eu-central-1", "2h", END, claim=OURS, target=settings, build=str(root / "build"))
        self.script, self.lines = script, list[str]()
        self.records = Records(root, {})
        playbooks = Playbooks(self.records, self.lines.append, self.start)
        self.removal = Removal(record, playbooks, root, self.lines.append)

    def start(self, command: list[str], **options: Any) -> subprocess.Popen[str]:
        del command
        return subprocess.Popen(["sh", "-c", self.script], **options)


def stack(target: Target, name: str = "foundation-base", claim: str = OURS, expires: str = END) -> None:
    tags = {"stackyard:environment": "kim", "stackyard:claim": claim, "stackyard:expires": expires}
    given = [{"Key": key, "Value": value} for key, value in tags.items() if value]
    target.client("cloudformation").create_stack(StackName=f"stackyard-kim-{name}", TemplateBody=TEMPLATE, Tags=given)


def there(target: Target) -> list[str]:
    return sorted(read_stacks(target.client("cloudformation"), "stackyard-"))


def test_playbook_that_cannot_read_its_settings__leaves_the_copy_to_its_record(tmp_path: Path, target: Target) -> None:
    stack(target)
    stack(target, "shop-data")
    trial = Trial(tmp_path, target)
    assert trial.removal.run() == 0
    assert there(target) == []
    assert trial.lines[0] == "the settings do not parse"
    assert "kim away, so it goes by its tags and names" in trial.lines[1]
    assert trial.lines[-1] == "removed kim: 2 stacks"


def test_checkout_without_its_programs__leaves_the_copy_to_its_record(
    tmp_path: Path, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    stack(target)
    trial = Trial(tmp_path, target)

    def missing(command: list[str], **options: Any) -> subprocess.Popen[str]:
        del command
        return subprocess.Popen([str(tmp_path / "no-such-program")], **options)

    trial.removal.playbooks = Playbooks(trial.records, trial.lines.append, missing)
    assert trial.removal.run() == 0
    assert there(target) == []
    assert "no-such-program" in capsys.readouterr().err


def test_playbook_that_does_it__is_all_that_is_needed(tmp_path: Path, target: Target) -> None:
    stack(target)
    trial = Trial(tmp_path, target, "echo gone")
    assert trial.removal.run() == 0
    assert trial.lines == ["gone"]
    assert there(target) == ["stackyard-kim-foundation-base"]


def test_copy_of_another_machine__stays_and_is_told(tmp_path: Path, target: Target) -> None:
    stack(target, claim=THEIRS)
    trial = Trial(tmp_path, target)
    assert trial.removal.run() == 0
    assert trial.removal.others
    assert trial.lines[-1] == "kim is another machine's copy: nothing of it is taken away"
    assert there(target) == ["stackyard-kim-foundation-base"]


def test_environment_without_an_end__is_no_copy(
    tmp_path: Path, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    stack(target, expires="")
    assert Trial(tmp_path, target).removal.run() == 1
    assert there(target) == ["stackyard-kim-foundation-base"]
    assert "it has no end" in capsys.readouterr().err


def test_account_that_the_credentials_are_not_of__is_not_touched(
    tmp_path: Path, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    stack(target)
    assert Trial(tmp_path, replace(target, account="999999999999")).removal.run() == 1
    assert there(target) == ["stackyard-kim-foundation-base"]
    assert "these credentials are not of environment kim" in capsys.readouterr().err


def test_copy_whose_account_was_not_recorded__is_told_with_what_to_do(
    tmp_path: Path, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    trial = Trial(tmp_path, target)
    trial.removal.record = replace(trial.removal.record, target={})
    assert trial.removal.run() == 1
    assert "remedy: mend what is told above, then: bin/ephemeral down kim" in capsys.readouterr().err
