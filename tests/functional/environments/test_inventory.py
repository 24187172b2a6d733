"""Every environment answers every question that templates and roles ask."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from stackyard.target import ROOT, Target

CAPABILITIES = (
    "mail_transport",
    "tracing_available",
    "tracing_mode",
    "cloudfront_form",
    "architecture",
    "dlq_redrive_available",
    "icp_required",
    "icp_confirmed",
    "console_host",
    "billing_currency",
    "termination_protection",
    "destroy_needs_confirmation",
    "log_retention_days",
    "stackyard_target",
    "stack_common_parameters",
    "stackyard_declared",
)


@pytest.fixture(scope="module")
def settings() -> dict[str, dict[str, Any]]:
    """Every capability of every environment, resolved by Ansible in one go."""
    return resolved(CAPABILITIES)


def resolved(names: Sequence[str], *options: str) -> dict[str, dict[str, Any]]:
    wanted = ", ".join(f"'{name}': {name}" for name in ["stackyard_target", *names])
    done = subprocess.run(
        [
            Path(sys.executable).with_name("ansible"),
            "all",
            "-m",
            "ansible.builtin.debug",
            "-a",
            f"msg={{{{ {{{wanted}}} }}}}",
            *options,
        ],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "ANSIBLE_CONFIG": "ansible.cfg", "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1"}
        | {"ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json", "HOME": str(ROOT / "build")},
        capture_output=True,
        text=True,
        check=True,
    )
    hosts = json.loads(done.stdout)["plays"][0]["tasks"][0]["hosts"]
    found: dict[str, dict[str, Any]] = {
        answer["msg"]["stackyard_target"]["environment"]: answer["msg"] for answer in hosts.values()
    }
    return found


def test_all_environments__resolve_to_complete_targets(settings: dict[str, dict[str, Any]]) -> None:
    assert set(settings) == {"local", "local-cn", "dev", "test", "prod", "cn"}
    for name, found in settings.items():
        target = Target.from_mapping(found["stackyard_target"])
        assert target.prefix == f"stackyard-{name}"
        assert target.tags["stackyard:environment"] == name


def test_only_local_ones__are_embedded_and_carry_credentials(settings: dict[str, dict[str, Any]]) -> None:
    for name, found in settings.items():
        target = found["stackyard_target"]
        assert target["embedded"] is name.startswith("local")
        assert bool(target["secret_access_key"]) is name.startswith("local")
        assert bool(target["endpoint_url"]) is name.startswith("local")


def test_china__has_what_china_has(settings: dict[str, dict[str, Any]]) -> None:
    china, commercial = settings["cn"], settings["dev"]
    assert (china["mail_transport"], commercial["mail_transport"]) == ("smtp", "ses")
    assert (china["tracing_mode"], commercial["tracing_mode"]) == ("PassThrough", "Active")
    assert (china["architecture"], commercial["architecture"]) == ("x86_64", "arm64")
    assert (china["billing_currency"], commercial["billing_currency"]) == ("CNY", "USD")
    assert china["icp_required"]
    assert (china["cloudfront_form"], commercial["cloudfront_form"]) == ("classic", "modern")
    assert china["stackyard_target"]["api_url"].format(**china["stackyard_target"], api_id="x").endswith(".com.cn")


def test_only_production__protects_its_stacks(settings: dict[str, dict[str, Any]]) -> None:
    protected = {name for name, found in settings.items() if found["termination_protection"]}
    confirmed = {name for name, found in settings.items() if found["destroy_needs_confirmation"]}
    assert protected == confirmed == {"prod"}


def test_log_retention__is_a_value_that_cloudwatch_takes(settings: dict[str, dict[str, Any]]) -> None:
    allowed = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
    assert all(found["log_retention_days"] in allowed for found in settings.values())


def test_every_declared_stack__has_a_frame(settings: dict[str, dict[str, Any]]) -> None:
    for system in settings["dev"]["stackyard_declared"]:
        for stack in system["stacks"]:
            assert (ROOT / "templates" / system["name"] / f"{stack['name']}.yaml").is_file()


@pytest.mark.parametrize("given", ["{0}", " {0} ,"])
def test_systems_that_are_chosen__are_those_that_are_declared_and_run_hooks(given: str) -> None:
    names = ("stackyard_systems", "stackyard_chosen", "stackyard_declared", "stackyard_all_declared")
    every = resolved(names)["dev"]
    one = every["stackyard_systems"][-1]
    chosen = resolved(names, "-e", f"systems='{given.format(one)}'")["dev"]
    assert every["stackyard_chosen"] == every["stackyard_systems"]
    assert every["stackyard_declared"] == every["stackyard_all_declared"] == chosen["stackyard_all_declared"]
    assert chosen["stackyard_chosen"] == [one]
    assert chosen["stackyard_declared"] == every["stackyard_declared"][-1:]


def test_group_vars__hold_no_secret_in_clear() -> None:
    for path in sorted((ROOT / "group_vars").rglob("*.yml")):
        for name, value in yaml.safe_load(path.read_text()).items():
            secret = name.endswith(("_password", "_secret", "_token", "_secret_access_key"))
            reference = value == "" or (isinstance(value, str) and value.startswith("{{"))
            assert not secret or reference or path.parent.name == "embedded", (
                f"{path}: {name} is to be a reference (SSM parameter name, vault)"
            )
