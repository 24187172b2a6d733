"""Asks Ansible for resolved settings, outside of a playbook; see ``environment`` for the way that is fast as a rule."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import StackyardError
from .short_lived import inventory_of


def resolve(
    root: Path, environment: str, expressions: Mapping[str, str], given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give what Jinja expressions, by names of the caller's, are for the first host of an environment.

    ``given`` are settings that win over all others, as those of ``-e`` do. Raises ``StackyardError`` with Ansible's
    message when one of them cannot be resolved.
    """
    asked = ", ".join(f"{name!r}: ({expression})" for name, expression in expressions.items())
    arguments = json.dumps({"msg": "{{ {" + asked + "} }}"})
    own = inventory_of(root, environment)
    inventories = ["-i", str(root / "inventory.yml"), "-i", str(own)] if own else []
    command = [_ansible(), *inventories, environment, "-m", "ansible.builtin.debug", "-a", arguments]
    command += ["-e", json.dumps(dict(given))] if given else []
    quiet = {
        "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
        "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1",  # without it ad-hoc commands ignore the callback asked for
        "ANSIBLE_CONFIG": str(root / "ansible.cfg"),
    }
    done = subprocess.run(command, cwd=root, env={**os.environ, **quiet}, capture_output=True, text=True, check=False)
    answer: Any = None
    try:
        hosts: dict[str, Any] = json.loads(done.stdout)["plays"][0]["tasks"][0]["hosts"]
        answer = next(iter(hosts.values()))["msg"]
    except (ValueError, LookupError, StopIteration):
        answer = done.stderr.strip() or done.stdout.strip()
    if not isinstance(answer, dict):
        raise StackyardError(
            f"the settings of environment {environment} cannot be resolved",
            given=str(answer)[-600:],
            remedy=f"mend group_vars/ or inventory.yml as the message says; bin/env check {environment} tells more",
        )
    return answer


def _ansible() -> str:
    return str(Path(sys.executable).with_name("ansible"))
