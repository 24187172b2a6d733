"""One budget for an environment and account: which target sees to it, and what goes with a removal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from stackyard.target import ROOT

from tests.functional.environments.conftest import Play, Sts
from tests.functional.environments.test_preflight import filled_in

HOSTS = """
all:
  children:
    aws:
      children:
        dev:
          hosts:
            dev-eu-west-1: {aws_region: eu-west-1}
            dev-elsewhere: {aws_region: eu-west-1, aws_account_id: "999988887777"}
"""
PLAY = """
- hosts: dev
  gather_facts: false
  vars_files: [%s/roles/budget/defaults/main.yml]
  tasks:
    - ansible.builtin.debug:
        msg: "{{ [budget_keeper, budget_other_regions, budget_regions, budget_wanted_state, housekeeping_stacks,
                  stackyard_budget_lines] }}"
"""
FIRST, SECOND, ELSEWHERE = "dev-eu-central-1", "dev-eu-west-1", "dev-elsewhere"


def roles_answers(folder: Path, state: str, *options: str) -> dict[str, Any]:
    """Give what the role's variables are for each target."""
    (folder / "hosts.yml").write_text(HOSTS)
    (folder / "play.yml").write_text(PLAY % ROOT)
    inventories = ["-i", str(ROOT / "inventory.yml"), "-i", str(folder / "hosts.yml")]
    done = subprocess.run(
        [
            Path(sys.executable).with_name("ansible-playbook"),
            *inventories,
            folder / "play.yml",
            "-e",
            f"budget_state={state}",
            *options,
        ],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "ANSIBLE_CONFIG": "ansible.cfg", "HOME": str(folder)}
        | {"ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json"},
        capture_output=True,
        text=True,
        check=True,
    )
    (task,) = [task for play in json.loads(done.stdout)["plays"] for task in play["tasks"]]
    return {host: answer["msg"] for host, answer in task["hosts"].items()}


def test_first_target_of_each_account__sees_to_its_budget(tmp_path: Path) -> None:
    assert roles_answers(tmp_path, "present") == {
        FIRST: [FIRST, [], ["eu-central-1", "eu-west-1"], "present", [], []],
        SECOND: [FIRST, [], ["eu-central-1", "eu-west-1"], "present", [], []],
        ELSEWHERE: [ELSEWHERE, [], ["eu-west-1"], "present", [], []],
    }


def test_run_for_another_target__leaves_the_budget_to_the_first(tmp_path: Path) -> None:
    answers = roles_answers(tmp_path, "present", "--limit", SECOND)
    assert answers[SECOND][0] == FIRST


def test_removal_of_some_targets__asks_for_the_others(tmp_path: Path) -> None:
    answers = roles_answers(tmp_path, "absent", "--limit", SECOND)
    assert answers[SECOND][:2] == [SECOND, ["eu-central-1"]]


@pytest.mark.parametrize(("enabled", "state"), [("true", "present"), ("false", "absent")])
def test_budget_that_is_turned_off__goes(tmp_path: Path, enabled: str, state: str) -> None:
    answers = roles_answers(tmp_path, "present", "-e", f"budget_enabled={enabled}")
    assert answers[FIRST][3] == state


def test_stopping__asks_for_the_brake_in_all_regions(tmp_path: Path) -> None:
    answers = roles_answers(tmp_path, "present", "-e", "budget_stop_at_percent=100")
    parameters = {"Prefix": "stackyard-dev", "Regions": "eu-central-1,eu-west-1"}
    assert answers[FIRST][4] == [{"name": "brake", "parameters": parameters}]


@pytest.mark.parametrize("role_result", ["brake_result", "budget_brake_result"])
def test_functions_that_are_stopped__are_told_by_whatever_role_looked(tmp_path: Path, role_result: str) -> None:
    told = [{"label": "stopped", "value": "by hand"}]
    answers = roles_answers(tmp_path, "present", "-e", json.dumps({role_result: {"lines": told}}))
    assert answers[FIRST][5] == told


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("budget_currency=CHF", "the budget's currency is not the bill's, and no rate is given"),
        ('{"budget_emails": ["a@b"]}', "budget_emails holds no mail address"),
    ],
)
def test_budget_that_cannot_be__is_refused_before_any_call(play: Play, sts: Sts, given: str, problem: str) -> None:
    done = play("deploy", "dev", *filled_in("dev"), "-e", given)
    assert done.returncode != 0
    assert problem in done.stdout
    assert sts.asked == []
