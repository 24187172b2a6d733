"""Two regions of one environment and another environment beside them: one command, one table at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import checkout
from tests.e2e.environment import PARTITION, Environment
from tests.e2e.everything import everything

REGIONS = {"aws": ("eu-central-1", "eu-west-1"), "aws-cn": ("cn-north-1", "cn-northwest-1")}[PARTITION]
SECOND = "second"
FIRST_HOST = {"aws": "local-eu-central-1", "aws-cn": "local-cn-north-1"}[PARTITION]


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Environment]:
    """An account of a checkout whose inventory knows another region, and another environment."""
    environment = Environment.embedded(tmp_path / "place", checkout(tmp_path / "checkout"))
    own, inventory = environment.name, environment.root / "inventory.yml"
    target = f"            {FIRST_HOST}:\n              aws_region: {REGIONS[0]}\n"
    beside = f"            {own}-{REGIONS[1]}:\n              aws_region: {REGIONS[1]}\n"
    another = f"        {SECOND}:\n          hosts:\n{target.replace(FIRST_HOST, f'{SECOND}-{REGIONS[0]}')}"
    text = inventory.read_text()
    assert text.count(target) == text.count(f"        {own}:\n          hosts") == 1
    text = text.replace(target, target + beside + another)
    partitions, embedded, members = text.partition("    embedded:\n")
    member = f"        {own}:\n"
    inventory.write_text(partitions + embedded + members.replace(member, f"{member}        {SECOND}:\n", 1))
    folder = environment.root / "group_vars" / SECOND
    folder.mkdir()
    settings = (environment.root / "group_vars" / own / "main.yml").read_text()
    (folder / "main.yml").write_text(settings.replace(f"environment: {own}", f"environment: {SECOND}"))
    try:
        environment.run("bin/local", "up")
        yield environment
    finally:
        environment.run("bin/local", "down", check=False)


def table(output: str) -> dict[str, list[str]]:
    """The last table of a run: cells by target."""
    rows = output[output.rindex("\ntarget ") :].strip().splitlines()[1:]
    return {cells[0]: cells[1:] for cells in (re.split(r"  +", row) for row in rows)}


def test_targets__are_deployed_and_destroyed_side_by_side_and_one_that_fails_stops_no_other(
    account: Environment,
) -> None:
    before, every = everything(account), f"{account.name},{SECOND}"
    hosts = [FIRST_HOST, f"{account.name}-{REGIONS[1]}", f"{SECOND}-{REGIONS[0]}"]
    own = account.root / "host_vars" / f"{hosts[1]}.yml"
    own.parent.mkdir()
    own.write_text("---\nmonitoring_minutes: long\n")
    chosen = ("-e", "systems=gearbox")

    failed = account.run("bin/deploy", every, *chosen, check=False)
    assert failed.returncode == 2, failed.stdout
    assert "monitoring_minutes cannot be this" in failed.stdout
    assert {host: cells[1] for host, cells in table(failed.stdout).items()} == dict(
        zip(hosts, ("ok", "FAILED", "ok"), strict=True)
    ), failed.stdout

    own.unlink()
    again = table(account.run("bin/deploy", every, *chosen).stdout)
    assert {host: cells[:2] for host, cells in again.items()} == {
        host: [region, "ok"] for host, region in zip(hosts, (*REGIONS, REGIONS[0]), strict=True)
    }
    assert "created" in again[hosts[1]][2]
    assert all("created" not in again[host][2] for host in (hosts[0], hosts[2]))

    one = account.run("bin/destroy", account.name, "--limit", hosts[1]).stdout
    assert f"{hosts[0]}:" not in one
    left = table(account.run("bin/deploy", every, *chosen, "--limit", f"{hosts[0]},{hosts[2]}").stdout)
    assert {cells[2] for cells in left.values()} == {"4 unchanged"}

    account.run("bin/destroy", every)
    assert everything(account) - before == set()
