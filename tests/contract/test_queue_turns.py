from __future__ import annotations

import json
import subprocess
from typing import Any

from embedded.lifecycle.environment import ROOT


def met(kind: str) -> Any:
    """What `queue_meetings` found in stock MiniStack or in the repaired one."""
    command = [str(ROOT / ".envs/embedded/bin/python"), "-m", "tests.contract.queue_meetings", kind]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def test_stock__loses_messages_that_come_while_others_are_looked_through() -> None:
    found = met("stock")
    assert set(found["messages"].values()) == {0}
    assert found["queue that went"] == "QueueDoesNotExist"


def test_message_that_comes_while_others_are_looked_through__is_there() -> None:
    found = met("repaired")
    assert set(found["messages"].values()) == {1}
    assert found["queue that went"] == ""
