"""Interruptions: the emulator killed, Ctrl-C, and the same command again; then everything away."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.e2e.environment import ROOT, Environment
from tests.patience import PATIENCE_SECONDS, eventually


def start_deploy(environment: Environment, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["bin/deploy", environment.name, *options], cwd=ROOT, env=environment.variables, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def wait_for_stack(environment: Environment, text: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until a stack whose name holds the text exists."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            stacks = environment.target.client("cloudformation").describe_stacks()["Stacks"]
        except Exception:  # noqa: BLE001 - the server may not be up yet
            stacks = []
        if any(text in stack["StackName"] for stack in stacks):
            return
        time.sleep(0.1)
    raise AssertionError(f"no stack {text} within {seconds} s")


def test_emulator_killed_during_deploy__the_next_deploy_ends_well(fresh: Environment) -> None:
    deploy = start_deploy(fresh)
    wait_for_stack(fresh, "trainings")
    fresh.kill_server()
    output, _ = deploy.communicate(timeout=1200)
    assert deploy.returncode != 0
    assert "Traceback" not in output

    fresh.run("bin/deploy", fresh.name)

    assert fresh.student("student01").open_tests().status == 200


def test_two_deployments_at_once__take_turns(fresh: Environment) -> None:
    one = ("-e", "systems=gearbox")
    lock = Path(f"{fresh.settings['STACKYARD_LOCAL_STATE']}.lock")
    first = start_deploy(fresh, *one)
    eventually(lambda: lock.exists() and lock.read_text() == f"{first.pid}\n", "the first one's turn")
    first.send_signal(signal.SIGSTOP)  # or it might end before the second one comes
    try:
        second = start_deploy(fresh, *one)
        assert second.stdout is not None
        assert any("waiting for its end" in line for line in second.stdout)
    finally:
        first.send_signal(signal.SIGCONT)

    outputs = [first.communicate(timeout=1200)[0], second.communicate(timeout=1200)[0]]

    assert [first.returncode, second.returncode] == [0, 0], outputs
    assert "waiting for its end" not in outputs[0]
    assert ["changed=0" in output for output in outputs] == [False, True], outputs


def test_interrupted_deploy__the_same_command_again_ends_well(fresh: Environment) -> None:
    deploy = start_deploy(fresh)
    wait_for_stack(fresh, "trainings-data")
    os.killpg(deploy.pid, signal.SIGINT)
    deploy.communicate(timeout=1200)

    fresh.run("bin/deploy", fresh.name)
    assert fresh.student("student01").open_tests().status == 200

    fresh.kill_server()
    fresh.run("bin/local", "up")
    assert fresh.student("student01").open_tests().status == 200, "the state saved after the deploy survives a kill"

    gone = fresh.run("bin/destroy", fresh.name)
    assert "failed=0" in gone.stdout
    fresh.kill_server()
    fresh.run("bin/local", "up")
    cloudformation = fresh.target.client("cloudformation")
    left = [stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]]
    assert [name for name in left if name.startswith(fresh.target.prefix)] == []
    buckets = fresh.target.client("s3").list_buckets()["Buckets"]
    assert [bucket["Name"] for bucket in buckets if bucket["Name"].startswith(fresh.target.prefix)] == []
    keys = fresh.target.client("apigateway").get_api_keys()["items"]
    assert [key["name"] for key in keys if key["name"].startswith(fresh.target.prefix)] == []


def test_check_mode_on_an_empty_account__writes_nothing(fresh: Environment) -> None:
    fresh.run("bin/local", "up")

    done = fresh.run("bin/deploy", fresh.name, "--check")

    assert "failed=0" in done.stdout
    assert fresh.target.client("cloudformation").describe_stacks()["Stacks"] == []
    assert fresh.target.client("s3").list_buckets()["Buckets"] == []


def test_unknown_environment__is_named_with_the_known_ones(fresh: Environment) -> None:
    done = fresh.run("bin/deploy", "nowhere", check=False)

    assert done.returncode != 0
    assert "nowhere" in done.stdout + done.stderr
    assert "prod" in done.stdout + done.stderr


def test_cloud_environment_unedited__says_what_to_edit(fresh: Environment) -> None:
    done = fresh.run("bin/deploy", "dev", check=False)

    assert done.returncode != 0
    assert "group_vars/dev" in done.stdout + done.stderr
