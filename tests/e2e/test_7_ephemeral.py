"""Copies of an environment: up, used, and gone again, whatever happens to whoever made them."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import checkout
from tests.e2e.copies import IN_THE_COMMAND, IN_THE_STACKS, CopyRun, Moment
from tests.e2e.environment import Environment
from tests.e2e.everything import everything
from tests.patience import PATIENCE_SECONDS

USED = """
set -e
bin/status "$STACKYARD_ENVIRONMENT" | tee /dev/stderr | grep -q 'open tests'
bin/pull-api-config.sh "$STACKYARD_ENVIRONMENT" student01 | tee /dev/stderr | grep -q 'API Key: .'
bin/gearbox.sh -e "$STACKYARD_ENVIRONMENT" stats >/dev/null
bin/ephemeral list --from {source} | tee /dev/stderr | grep -q "^$STACKYARD_ENVIRONMENT "
for other in up run; do
  if bin/ephemeral $other --from {source} --name "$STACKYARD_ENVIRONMENT"; then exit 9; fi
done
curl --silent --fail --output /dev/null "$STACKYARD_GEARBOX_API_APIURL/v1/openapi.json"
exit 7
"""


@pytest.fixture
def account(fresh: Environment) -> Environment:
    """An account on an embedded AWS that runs."""
    fresh.run("bin/local", "up")
    return fresh


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Environment]:
    """The same, of a checkout that may be edited."""
    environment = Environment.embedded(tmp_path / "place", checkout(tmp_path / "checkout"))
    try:
        environment.run("bin/local", "up")
        yield environment
    finally:
        environment.run("bin/local", "down", check=False)


def left_files(environment: Environment) -> list[str]:
    state = environment.settings["STACKYARD_LOCAL_STATE"]
    copies = [*Path(f"{state}.environments").glob("*"), *Path(f"{state}.build").glob("copy-*")]
    return sorted(path.name for path in copies)


def test_three_copies_at_once__work_and_leave_nothing(account: Environment, tmp_path: Path) -> None:
    before = everything(account)
    used = ("sh", "-c", USED.format(source=account.name))
    commands = {
        "copy-a": ("gearbox", ("true",)),
        "copy-b": ("", used),
        "copy-c": ("trainings", ("sh", "-c", "kill -9 $$")),
    }

    runs = [
        CopyRun.begin(account, name, tmp_path / name, command, systems) for name, (systems, command) in commands.items()
    ]
    codes = {run.name: run.end() for run in runs}

    assert codes == {"copy-a": 0, "copy-b": 7, "copy-c": 137}, "\n".join(run.log for run in runs)
    assert everything(account) == before
    assert left_files(account) == []
    assert account.run("bin/ephemeral", "list", "--from", account.name).stdout == "no ephemeral environments\n"


def test_interrupted_twice__goes_all_the_same(account: Environment, tmp_path: Path) -> None:
    before = everything(account)
    run = CopyRun.begin(account, "copy-d", tmp_path / "run", systems="gearbox")
    run.wait_for(IN_THE_COMMAND)

    with account.server_held():  # or it might be away before the second interruption
        os.kill(run.process.pid, signal.SIGINT)
        run.wait_for(Moment("its removal", lambda run: "interrupted: taking copy-d away first" in run.log))
        os.kill(run.process.pid, signal.SIGTERM)
        run.wait_for(Moment("its answer", lambda run: "copy-d is being taken away already" in run.log))

    assert run.end() == 130, run.log
    assert everything(account) == before


def test_settings_that_no_longer_parse_and_another_branch__keep_no_copy_from_going(
    edited: Environment, tmp_path: Path
) -> None:
    before, copy = everything(edited), ["--from", edited.name, "--name", "copy-h", "-e", "systems=gearbox"]
    edited.run("bin/ephemeral", "up", *copy)
    ruin = "echo ': [' >> group_vars/all/deploy.yml; rm -r inventory.yml playbooks/destroy.yml group_vars/local*"
    run = CopyRun.begin(edited, "copy-i", tmp_path / "run", ("sh", "-c", ruin), "gearbox")

    assert run.end() == 0, run.log
    down = edited.run("bin/ephemeral", "down", "copy-h")

    assert "copy-i: the command succeeded; the copy is gone" in run.log
    assert "copy-h away, so it goes by its tags and names" in down.stdout
    assert everything(edited) == before
    assert left_files(edited) == []


@pytest.mark.parametrize("moment", [IN_THE_STACKS, IN_THE_COMMAND], ids=lambda moment: moment.name)
def test_killed_run__is_taken_away_by_the_reaper_once_it_expired(
    account: Environment, tmp_path: Path, moment: Moment
) -> None:
    before = everything(account)
    run = CopyRun.begin(account, "copy-e", tmp_path / "run", systems="gearbox")
    run.wait_for(moment)
    run.kill()

    early = account.run("bin/ephemeral", "reap", "--from", account.name).stdout
    account.run("bin/local", "clock", "+61m")
    late = account.run("bin/ephemeral", "reap", "--from", account.name).stdout

    assert "left copy-e: it lives until" in early
    assert "removed copy-e" in late
    assert everything(account) == before
    assert left_files(account) == []


def test_reaper_of_the_account__comes_by_its_schedule(account: Environment) -> None:
    account.run("bin/deploy", account.name, "-e", "systems=housekeeping", "-e", '{"reaper_enabled": true}')
    before = everything(account)
    copy = ["--from", account.name, "--name", "copy-f", "--ttl", "10m", "-e", "systems=gearbox"]
    account.run("bin/ephemeral", "up", *copy)
    assert everything(account) != before

    account.run("bin/local", "clock", "+31m")

    deadline = time.monotonic() + 3 * PATIENCE_SECONDS
    while left := everything(account) - before:
        assert time.monotonic() < deadline, left
        time.sleep(1)


def test_deployment_of_a_copy__extends_its_life_and_then_changes_nothing(account: Environment) -> None:
    copy = ["--from", account.name, "--name", "copy-g", "--ttl", "1h", "-e", "systems=gearbox"]
    account.run("bin/ephemeral", "up", *copy)
    account.run("bin/local", "clock", "+30m")

    first = account.run("bin/deploy", "copy-g", "-e", "systems=gearbox").stdout
    second = account.run("bin/deploy", "copy-g", "-e", "systems=gearbox").stdout
    listed = account.run("bin/ephemeral", "list", "--from", account.name).stdout

    assert "updated stackyard-copy-g-gearbox-data" in first
    assert "changed=0" in second
    assert "copy-g" in listed
    # The first hour would leave 30 minutes; what the deployments take is less on every machine but a stuck one.
    assert 30 < int(re.search(r"(\d+)m left", listed)[1]) < 60  # type: ignore[index]
    account.run("bin/ephemeral", "down")
    assert account.run("bin/ephemeral", "list", "--from", account.name).stdout == "no ephemeral environments\n"
