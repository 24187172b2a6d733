"""What to type, where a text tells somebody to: commands of this repository, ready to be pasted into a shell."""

from __future__ import annotations

import json
import shlex

_GOES_ON = " \\"


def score_command(subject: str, test: str, environment: str = "") -> str:
    """Give the command that scores a test again; without an environment the reader is to name theirs."""
    name = f"{subject}/{test}"
    # Ansible takes a value apart at spaces, unless it comes as JSON.
    reopen = f"reopen={name}" if shlex.quote(name) == name else json.dumps({"reopen": [name]})
    where = ["-e", f"env={environment}"] if environment else []
    return shlex.join([".venv/bin/ansible-playbook", "playbooks/score.yml", *where, "-e", reopen])


def folded(command: str, width: int) -> list[str]:
    """Break a command into lines of at most ``width`` columns, where its arguments allow; a shell takes them as one."""
    lines: list[str] = []
    for argument in map(shlex.quote, shlex.split(command)):
        if lines and len(lines[-1]) + len(argument) + len(_GOES_ON) < width:
            lines[-1] += f" {argument}"
        else:
            lines.append(f"  {argument}" if lines else argument)
    return [*(line + _GOES_ON for line in lines[:-1]), *lines[-1:]]
