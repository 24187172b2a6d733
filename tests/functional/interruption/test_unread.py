"""Playbooks whose output nobody reads to its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from stackyard.settings.environment import ROOT

from tests.patience import PATIENCE_SECONDS

PLAY = """
- hosts: localhost
  gather_facts: false
  vars: {ansible_python_interpreter: "{{ ansible_playbook_python }}"}
  tasks:
    - name: Say much
      ansible.builtin.debug: {msg: "{{ 'much ' * 100 }}"}
      loop: [1, 2, 3]
    - name: Leave a mark
      ansible.builtin.copy: {content: done, dest: "{{ playbook_dir }}/mark", mode: "0600"}
"""


@pytest.mark.parametrize("verbosity", [[], ["-v"]])
def test_output_that_nobody_reads_on__keeps_no_playbook_from_its_end(tmp_path: Path, verbosity: list[str]) -> None:
    (tmp_path / "play.yml").write_text(PLAY)
    (tmp_path / "hosts.yml").write_text("all: {hosts: {localhost: {ansible_connection: local}}}")
    command = [sys.executable, "-m", "ansible", "playbook", "-i", "hosts.yml", *verbosity, "play.yml"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        cwd=tmp_path,
        text=True,
    ) as playbook:
        assert playbook.stdout is not None
        assert playbook.stderr is not None
        playbook.stdout.readline()
        playbook.stdout.close()
        said = playbook.stderr.read()
        assert (playbook.wait(timeout=PATIENCE_SECONDS), said, (tmp_path / "mark").is_file()) == (0, "", True)
