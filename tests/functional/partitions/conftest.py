"""Every composed template of the repository, and the settings of environments in three partitions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from stackyard.compose import compose
from stackyard.target import ROOT
from stackyard.templates.documents import read

from tests.checkout import checkout

SETTINGS = ("stackyard_target", "stackyard_all_declared", "foundation_stacks", "stack_common_parameters")
# What the guide "Another partition" asks for, for one that the kit does not bring along.
SOVEREIGN_ENVIRONMENT = "third-partition"
SOVEREIGN = {"aws_partition": "aws-eusc", "aws_url_suffix": "amazonaws.eu", "console_host": "console.amazonaws.eu"}


@pytest.fixture(scope="session")
def composed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Templates by system and stack: of the account, the foundation and all systems."""
    build = tmp_path_factory.mktemp("composed")
    return {
        (system, name): read(Path(stack.template), build)
        for system in sorted(folder.name for folder in (ROOT / "templates").iterdir() if folder.is_dir())
        for name, stack in compose(ROOT, system, "partitions", build).stacks.items()
    }


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Settings of every environment by its name, one in a third partition among them."""
    root = checkout(tmp_path_factory.mktemp("checkout") / "repository")
    answers = root / "group_vars/aws_eusc.yml"
    capabilities = yaml.safe_load((root / "group_vars/aws.yml").read_text()) | SOVEREIGN
    if not answers.exists():  # whoever uses the kit may have this partition, too
        answers.write_text(yaml.safe_dump(capabilities))
    inventory = yaml.safe_load((root / "inventory.yml").read_text())
    host = {f"{SOVEREIGN_ENVIRONMENT}-eusc": {"aws_region": "eusc-de-east-1"}}
    partition = inventory["all"]["children"].setdefault("aws_eusc", {"children": {}})
    partition["children"][SOVEREIGN_ENVIRONMENT] = {"hosts": host}
    (root / "inventory.yml").write_text(yaml.safe_dump(inventory))
    (root / "group_vars" / SOVEREIGN_ENVIRONMENT).mkdir()
    for file in ("main.yml", "trainings.yml"):
        text = (
            (root / "group_vars/dev" / file)
            .read_text()
            .replace("stackyard_environment: dev", f"stackyard_environment: {SOVEREIGN_ENVIRONMENT}")
        )
        (root / "group_vars" / SOVEREIGN_ENVIRONMENT / file).write_text(text)
    return _resolved(root, [*SETTINGS, *capabilities], _everything_optional(root))


def _everything_optional(root: Path) -> dict[str, bool]:
    """Settings by which an environment asks for stacks that it would not have otherwise."""
    declared = yaml.safe_load((root / "group_vars/all/housekeeping.yml").read_text())
    return {name: True for name in declared if name.endswith("_enabled")}


def _resolved(root: Path, names: list[str], more: Mapping[str, bool]) -> dict[str, dict[str, Any]]:
    """Settings of all environments of a checkout, by Ansible, in one go."""
    wanted = ", ".join(f"'{name}': {name}" for name in names)
    command = [
        str(Path(sys.executable).with_name("ansible")),
        "all",
        "-m",
        "ansible.builtin.debug",
        "-a",
        f"msg={{{{ {{{wanted}}} }}}}",
        "-e",
        json.dumps(more),
    ]
    done = subprocess.run(
        command,
        cwd=root,
        env={"PATH": os.environ["PATH"], "HOME": str(root / "home"), "ANSIBLE_CONFIG": "ansible.cfg"}
        | {"ANSIBLE_LOAD_CALLBACK_PLUGINS": "1", "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json"},
        capture_output=True,
        text=True,
        check=True,
    )
    hosts = json.loads(done.stdout)["plays"][0]["tasks"][0]["hosts"]
    return {one["msg"]["stackyard_target"]["environment"]: one["msg"] for one in hosts.values()}
