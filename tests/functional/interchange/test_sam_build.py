"""`sam build` on a composed template: what it builds is what the kit ships, and it runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.interchange import ANSWER, StagedShop, answer_of, files_in, staged_shop

SETTINGS = {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-central-1"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> StagedShop:
    return staged_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def built(shop) -> Path:
    """The folder that SAM built into; it looks for the runtime's own Python on PATH."""
    command = [str(ROOT / ".envs/sam/bin/sam"), "build", "--template", str(shop.template), "--build-dir", "built"]
    path = f"{ROOT}/.envs/python3.13/bin:{os.environ['PATH']}"
    environment = {**os.environ, **SETTINGS, "PATH": path, "HOME": str(shop.root)}
    done = subprocess.run(command, env=environment, cwd=shop.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return shop.root / "built"


@pytest.mark.parametrize("name", ["buy", "sell", "tell"])
def test_what_sam_builds__is_what_the_kit_ships(shop, built, name):
    assert files_in(built / shop.composed.functions[name].logical_id) == shop.files_of(name)


@pytest.mark.parametrize("name", ["buy", "tell"])
def test_what_sam_builds__runs_with_its_shared_modules_and_packages(shop, built, name):
    function = shop.composed.functions[name]
    assert answer_of(built / function.logical_id, function.handler) == ANSWER
