from __future__ import annotations

import json
import shlex

from trainings.commands import score_command

PLAYBOOK = [".venv/bin/ansible-playbook", "playbooks/score.yml"]


def test_command__names_environment_and_test() -> None:
    told = score_command("linux", "test01", "prod")

    assert told == ".venv/bin/ansible-playbook playbooks/score.yml -e env=prod -e reopen=linux/test01"


def test_environment_that_is_not_known__is_left_out() -> None:
    assert shlex.split(score_command("linux", "test01")) == [*PLAYBOOK, "-e", "reopen=linux/test01"]


def test_name_with_spaces__survives_shell_and_ansible() -> None:
    *_, value = shlex.split(score_command("my subject", "test 1"))

    assert json.loads(value) == {"reopen": ["my subject/test 1"]}
