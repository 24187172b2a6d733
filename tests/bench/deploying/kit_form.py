"""The system in this kit's form: a checkout of the repository whose own systems make room for the generated one.

Its environment ``bench`` is one of the cloud, with the embedded AWS in the cloud's place: nothing is done that would
only be done on this machine, and CloudFormation is asked as seldom as AWS wants it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from embedded.lifecycle.environment import ACCOUNT, REGION
from tests.checkout import clone

from ..declaring import declare, remove_systems
from ..running import Cost, Shell
from .system import ENVIRONMENT, SYSTEM, declaration, stacks

ALONE = "stacks_alone.yml"
"""A playbook of the deploy task alone, which does what the loop of the other playbook does, and nothing else."""


@dataclass(frozen=True)
class KitProject:
    """Deploys by ``command``, which is started in the checkout; ``endpoint`` is where its AWS is."""

    shell: Shell
    endpoint: str
    command: Sequence[str]

    def write(self) -> None:
        """Make the checkout, and commit what is generated: deployments ask git which commit they are of."""
        root = self.shell.folder
        shutil.rmtree(root, ignore_errors=True)
        clone(root)
        remove_systems(root)
        declare(root, SYSTEM, declaration(), {one.name: one.text for one in stacks()})
        _add_environment(root, self.endpoint)
        _add_playbook(root)
        for command in (("add", "--all"), ("commit", "--quiet", "--message", "generated")):
            self.shell.run("git", "-c", "user.name=bench", "-c", "user.email=bench@example.com", *command)

    def edit(self, revision: int) -> None:
        """Change one stack."""
        for one in stacks(revision):
            path = self.shell.folder / "templates" / SYSTEM / f"{one.name}.yaml"
            if path.read_text(encoding="utf-8") != one.text:
                path.write_text(one.text, encoding="utf-8")

    def deploy(self) -> Cost:
        """Deploy everything."""
        return self.shell.run(*self.command)

    def forget(self) -> None:
        """Forget everything that was composed and found good."""
        shutil.rmtree(self.shell.folder / "build", ignore_errors=True)


def _add_environment(root: Path, endpoint: str) -> None:
    inventory = yaml.safe_load((root / "inventory.yml").read_text(encoding="utf-8"))
    host = {f"{ENVIRONMENT}-{REGION}": {"aws_region": REGION}}
    inventory["all"]["children"]["aws"]["children"][ENVIRONMENT] = {"hosts": host}
    (root / "inventory.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    settings = {
        "stackyard_environment": ENVIRONMENT,
        "aws_account_id": ACCOUNT,
        "aws_endpoint_url": endpoint,
    }
    folder = root / "group_vars" / ENVIRONMENT
    folder.mkdir(exist_ok=True)
    (folder / "main.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")


def _add_playbook(root: Path) -> None:
    templates = {one.name: {"template": str(root / "templates" / SYSTEM / f"{one.name}.yaml")} for one in stacks()}
    task = {
        "name": "Deploy the stacks",
        "stackyard_deploy": {
            "target": "{{ stackyard_target }}",
            "systems": "{{ stackyard_declared }}",
            "composed": {SYSTEM: {"stacks": templates}},
        },
    }
    play = {"hosts": ENVIRONMENT, "gather_facts": False, "tasks": [task]}
    (root / "playbooks" / ALONE).write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
