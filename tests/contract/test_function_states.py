from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from embedded.lifecycle.environment import ROOT
from tests.contract.embedded_server import EmbeddedServer, zipped
from tests.patience import eventually

# What a start does with one function, in the embedded AWS's own environment; told by stdout, as the log is on stderr.
START = """
import sys
from ministack.services import lambda_svc
from embedded import repairs
repairs.apply(tuple(filter(None, sys.argv[1:])))
config = {"FunctionName": "half-made", "State": "Pending", "LastUpdateStatus": "InProgress"}
lambda_svc.load_persisted_state({"functions": {"half-made": {"config": config, "versions": {}}}})
sys.stdout.write(f"{config['State']} {config['LastUpdateStatus']}")
"""
SOURCE = "def handler(event, context):\n    return {!r}\n"


def states(server: EmbeddedServer, **qualified: str) -> tuple[str, str]:
    found = server.client("lambda").get_function_configuration(FunctionName="half-made", **qualified)
    return found["State"], found["LastUpdateStatus"]


def taken_up(*, repaired: bool) -> str:
    """The state in which a function that was saved half-made is after a start."""
    command = [str(ROOT / ".envs/embedded/bin/python"), "-c", START, "function_states" if repaired else ""]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_stock__leaves_a_function_pending_whose_server_stopped_meanwhile() -> None:
    assert taken_up(repaired=False) == "Pending InProgress"
    assert taken_up(repaired=True) == "Active Successful"


def test_function_whose_server_stopped_while_it_was_made__is_ready(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "state").start()
    try:
        server.function("half-made", SOURCE.format("a"))
        server.stop()
        server.start()
        assert states(server) == ("Active", "Successful")
    finally:
        server.stop()


def test_function_that_is_changed__becomes_ready_with_the_version_published_meanwhile(
    repaired: EmbeddedServer,
) -> None:
    functions: Any = repaired.client("lambda")
    repaired.function("half-made", SOURCE.format("a"))
    functions.update_function_code(FunctionName="half-made", ZipFile=zipped({"index.py": SOURCE.format("b")}))
    version = functions.publish_version(FunctionName="half-made")["Version"]
    eventually(lambda: states(repaired) == ("Active", "Successful"), "a ready function")
    eventually(lambda: states(repaired, Qualifier=version) == ("Active", "Successful"), "a ready version")
