from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from embedded.repairs import REPAIRS
from tests.contract.embedded_server import EmbeddedServer
from tests.patience import eventually


def test_repaired_server__names_every_repair_in_effect(repaired: EmbeddedServer) -> None:
    assert repaired.control("GET", "/repairs") == {"partition": "aws", "ministack": "1.5.33", "repairs": list(REPAIRS)}


def test_stock_server__has_no_repairs(stock: EmbeddedServer) -> None:
    assert stock.control("GET", "/repairs")["repairs"] == []


def test_unknown_repair_left_out__refuses_to_start_and_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="STACKYARD_WITHOUT_REPAIRS=gravity"):
        EmbeddedServer(tmp_path, without_repairs="gravity").start()


def test_deploy_of_a_bucket__returns_the_outputs(repaired: EmbeddedServer) -> None:
    template = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}, "Outputs": {"Name": {"Value": {"Ref": "Bucket"}}}}

    outputs = repaired.deploy("server-outputs", template)

    repaired.client("s3").head_bucket(Bucket=outputs["Name"])


def test_unknown_control_endpoint__lists_those_there_are(repaired: EmbeddedServer) -> None:
    with pytest.raises(AssertionError, match="GET /_stackyard/repairs"):
        repaired.control("GET", "/weather")


ENDLESS = {
    "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
    "Wait": {
        "Type": "AWS::CloudFormation::WaitCondition",
        "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "3000"},
    },
}


def processes_of(server: EmbeddedServer) -> list[bytes]:
    """The command lines of what runs from a server's folder: its functions."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # gone meanwhile
            found.append(path.read_bytes())
    return [line for line in found if bytes(server.state) in line]


def test_clean_stop__does_not_wait_for_what_never_ends(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "state").start()
    template = json.dumps({"Resources": ENDLESS})
    server.client("cloudformation").create_stack(StackName="endless", TemplateBody=template)
    server.function("sleeper", "import time\ndef handler(e, c): time.sleep(900)\n", Timeout=900)
    server.client("lambda").invoke(FunctionName="sleeper", InvocationType="Event")

    server.stop()  # with less patience than either has

    assert server.process is not None
    assert server.process.returncode == 0
    eventually(lambda: not processes_of(server), "the end of its functions, which were killed")
