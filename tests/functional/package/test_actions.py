"""Both actions as Ansible runs them: a playbook over the invented system, in check mode and for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  vars:
    target:
      {{environment: local, prefix: stackyard-local, account: "000000000000", region: eu-central-1, partition: aws,
       url_suffix: amazonaws.com, api_url: "", embedded: true, access_key_id: a, secret_access_key: b}}
  tasks:
    - stackyard_compose: {{root: "{root}", systems: [shop], environment: local, build_dir: "{root}/build"{more}}}
      register: composed
    - stackyard_package:
        target: "{{{{ target }}}}"
        systems: "{{{{ composed.systems }}}}"
        root: "{root}"
        build_dir: "{root}/build"
        bucket: ""
        settings: {{architecture: x86_64, python_runtime: python3.13, layer_threshold_kb: 1024, boto3: runtime,
                   runtime_boto3: {{}}, budgets_mb: {{}}, bytecode: true, hot_updates: false}}
"""


@pytest.fixture
def play(repository, tmp_path_factory):
    """Run the playbook; give what each task returned."""

    def run(*options: str, more: str = "") -> list[dict[str, Any]]:
        folder = tmp_path_factory.mktemp("play")
        playbook, defaults = folder / "play.yml", folder / "ansible.cfg"
        defaults.touch()
        playbook.write_text(PLAYBOOK.format(root=repository.root, more=more))
        settings = {
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
            "ANSIBLE_ACTION_PLUGINS": str(ROOT / "plugins/action"),
            "ANSIBLE_LIBRARY": str(ROOT / "plugins/modules"),
            "ANSIBLE_CONFIG": str(defaults),
        }
        command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,", "-c", "local"]
        command += [*options, str(playbook)]
        done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
        assert done.stdout.startswith("{"), done.stderr
        tasks = json.loads(done.stdout)["plays"][0]["tasks"]
        return [task["hosts"]["localhost"] for task in tasks]

    return run


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_playbook__gets_plain_facts_of_every_system(play, repository, options):
    composed, packaged = play(*options)
    assert composed["changed"] is False
    assert composed["systems"]["shop"]["stacks"]["api"] == {
        "template": str(repository.root / "build/local/shop/api.yaml"), "functions": ["buy"],
    }  # fmt: skip
    stack = packaged["systems"]["shop"]["stacks"]["api"]
    assert Path(stack["packaged"]).is_file()
    summary, reason = packaged["msg"].split("\n")
    assert summary.startswith("1 function: 1 planned" if options else "1 function: 1 built (")
    assert reason == "`buy`: packaged here for the first time"
    assert packaged["changed"] is bool(options)


def test_fault__fails_the_task_with_its_text_and_no_traceback(play, repository):
    repository.change("lambdas/shop/buy/resources.yaml", "Stack: api", "Stack: web")
    (composed,) = play()
    assert composed["failed"] is True
    assert composed["msg"].startswith("lambdas/shop/buy/resources.yaml:1: there is no stack web")
    assert "Traceback" not in json.dumps(composed)


def test_argument_that_the_action_does_not_know__is_told_by_ansible(play):
    (composed,) = play(more=", colour: red")
    assert composed["failed"] is True
    assert "Unsupported parameters" in composed["msg"]
    assert "colour" in composed["msg"]
