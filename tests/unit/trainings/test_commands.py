from __future__ import annotations

import json
import shlex

import pytest
from trainings.commands import folded, score_command

PLAYBOOK = [".venv/bin/ansible-playbook", "playbooks/score.yml"]


def test_command__names_environment_and_test() -> None:
    told = score_command("linux", "test01", "prod")

    assert told == ".venv/bin/ansible-playbook playbooks/score.yml -e env=prod -e reopen=linux/test01"


def test_environment_that_is_not_known__is_left_out() -> None:
    assert shlex.split(score_command("linux", "test01")) == [*PLAYBOOK, "-e", "reopen=linux/test01"]


def test_name_with_spaces__survives_shell_and_ansible() -> None:
    *_, value = shlex.split(score_command("my subject", "test 1"))

    assert json.loads(value) == {"reopen": ["my subject/test 1"]}


@pytest.mark.parametrize("width", [20, 40, 78, 200])
def test_folded_command__is_the_same_to_a_shell(width: int) -> None:
    command = score_command("my subject", "test 1", "prod")

    lines = folded(command, width)

    assert shlex.split("\n".join(lines).replace("\\\n", "")) == shlex.split(command)
    longest = max(map(len, map(shlex.quote, shlex.split(command))))
    assert max(map(len, lines)) <= max(width, longest + 4)
