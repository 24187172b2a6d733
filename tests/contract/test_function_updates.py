from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from embedded.lifecycle.environment import ROOT, server_environment


def met(kind: str, state: Path) -> Any:
    """What `update_meetings` found in stock MiniStack or in the repaired one."""
    (state / "tmp").mkdir()
    # Nobody listens at the port, and there are no roles.
    environment = server_environment(port=1, state=state) | {"AUTH": "false"}
    command = [str(ROOT / ".envs/embedded/bin/python"), "-m", "tests.contract.update_meetings", kind]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(("kind", "following"), [("stock", "old"), ("repaired", "new")])
def test_call_that_meets_an_update__leaves_its_code_to_the_next_only_in_stock(
    kind: str, following: str, tmp_path: Path
) -> None:
    assert met(kind, tmp_path) == {"call": ["old", following], "poller": ["old", following]}
