"""The system as a playbook without this kit deploys it: ``amazon.aws.cloudformation``, one stack after the other.

The loop is written out, one task a stack: only so can a stack take outputs of those before it without further tasks,
each of which would cost time. Nothing else is in the playbook, and its settings are those that make Ansible fastest.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import yaml

from ..running import Cost, Shell
from .system import SYSTEM, Stack, stacks

_SETTINGS = """\
[defaults]
inventory = inventory.yml
gathering = explicit
retry_files_enabled = false
[connection]
pipelining = true
"""


@dataclass(frozen=True)
class LoopProject:
    """``ansible-playbook``, of this process's own environment; ``shell`` stands in the playbook's folder."""

    shell: Shell
    region: str

    def write(self) -> None:
        """Write playbook, inventory, settings and templates."""
        folder = self.shell.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ansible.cfg").write_text(_SETTINGS, encoding="utf-8")
        host = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        for name, document in {
            "inventory.yml": {"all": {"hosts": {"aws": host}}},
            "deploy.yml": [{"hosts": "aws", "gather_facts": False, "tasks": [self._task(one) for one in stacks()]}],
        }.items():
            (folder / name).write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        self.edit(0)

    def edit(self, revision: int) -> None:
        """Change one stack."""
        for one in stacks(revision):
            (self.shell.folder / f"{one.name}.yaml").write_text(one.text, encoding="utf-8")

    def deploy(self) -> Cost:
        """Deploy everything."""
        return self.shell.run(sys.executable, "-m", "ansible", "playbook", "deploy.yml")

    def forget(self) -> None:
        """Do nothing: it keeps nothing."""

    def _task(self, one: Stack) -> dict[str, Any]:
        parameters = {
            name: f"{{{{ {need}.stack_outputs.{output} }}}}" for name, (need, output) in one.parameters.items()
        }
        return {
            "name": f"Deploy {one.name}",
            "amazon.aws.cloudformation": {
                "stack_name": f"{SYSTEM}-{one.name}",
                "region": self.region,
                "template": f"{one.name}.yaml",
                "template_parameters": parameters,
                "capabilities": ["CAPABILITY_NAMED_IAM"],
                "tags": {"system": SYSTEM},
            },
            "register": one.name,
        }
