"""What to type, where a text tells somebody to: commands of this repository, ready to be pasted into a shell."""

from __future__ import annotations

import json
import shlex


def score_command(subject: str, test: str, environment: str = "") -> str:
    """Give the command that scores a test again; without an environment the reader is to name theirs."""
    name = f"{subject}/{test}"
    # Ansible takes a value apart at spaces, unless it comes as JSON.
    reopen = f"reopen={name}" if shlex.quote(name) == name else json.dumps({"reopen": [name]})
    where = ["-e", f"env={environment}"] if environment else []
    return shlex.join([".venv/bin/ansible-playbook", "playbooks/score.yml", *where, "-e", reopen])
