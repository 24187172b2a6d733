"""``bin/logs`` as a process that follows an environment on the embedded AWS."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import IO

import pytest

from embedded.lifecycle.environment import ROOT
from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer
from tests.patience import PATIENCE_SECONDS

TAGS = {"stackyard:environment": "local", "stackyard:system": "shop"}
HANDLER = (
    "import logging\n\ndef handler(event, context):\n    logging.getLogger().warning('bought %s', event['what'])\n"
    "    return context.aws_request_id\n"
)
LOGGING = {"LogGroup": {"Ref": "BuyLogGroup"}, "LogFormat": "JSON"}


@pytest.fixture
def basket() -> str:
    """A word that no other test logs."""
    return uuid.uuid4().hex


@pytest.fixture
def function(repaired: EmbeddedServer) -> str:
    """A function of the environment local, with a log group of its own."""
    role = repaired.role(f"buyer-{uuid.uuid4().hex[:8]}", {"Effect": "Allow", "Action": "logs:*", "Resource": "*"})
    resources = {
        "BuyLogGroup": {"Type": "AWS::Logs::LogGroup"},
        "BuyFunction": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Role": {"Fn::Sub": f"arn:aws:iam::${{AWS::AccountId}}:role/{role}"},
                "Code": {"ZipFile": HANDLER},
                "LoggingConfig": LOGGING,
                "Timeout": FUNCTION_SECONDS,
            },
        },
    }
    template = {"Resources": resources, "Outputs": {"Name": {"Value": {"Ref": "BuyFunction"}}}}
    return repaired.deploy("stackyard-local-shop-api", template, tags=TAGS)["Name"]


@pytest.fixture
def following(repaired: EmbeddedServer, function: str, basket: str) -> Iterator[subprocess.Popen[str]]:
    del function  # only has to be there
    command = [sys.executable, "-m", "stackyard.logs.cli", "-f", "--grep", basket]
    environ = os.environ | {"STACKYARD_LOCAL_PORT": str(repaired.port), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    process.kill()
    process.wait()


def line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().rstrip("\n")


def test_events__come_while_they_are_logged_and_ctrl_c_ends_it_quietly(
    repaired: EmbeddedServer, function: str, basket: str, following: subprocess.Popen[str]
) -> None:
    for what in ("apples", "pears", "plums"):
        assert repaired.invoke(function, {"what": f"{what} for {basket}"})[1] is None
        told = line(following.stdout)
        assert told.split()[1:3] == ["buy", "WARNING"]
        assert told.endswith(f"bought {what} for {basket}")
    following.send_signal(signal.SIGINT)
    assert following.wait(timeout=PATIENCE_SECONDS) == 0
    assert following.stdout is not None
    assert following.stderr is not None
    assert (following.stdout.read(), following.stderr.read()) == ("", "")


def test_request__leads_to_all_lines_of_its_invocation(repaired: EmbeddedServer, function: str) -> None:
    request_id, _ = repaired.invoke(function, {"what": "figs"})
    command = [sys.executable, "-m", "stackyard.logs.cli", "--request", request_id]
    environ = os.environ | {"STACKYARD_LOCAL_PORT": str(repaired.port)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = [text.split("] ", 1)[1] for text in done.stdout.splitlines()]
    assert told[:2] == ["start version=$LATEST", "bought figs"]
    assert told[2].startswith("report ")
    assert len(told) == 3
