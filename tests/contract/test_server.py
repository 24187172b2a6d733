from __future__ import annotations

import pytest

from embedded.repairs import REPAIRS
from tests.contract.embedded_server import EmbeddedServer


def test_repaired_server__names_every_repair_in_effect(repaired: EmbeddedServer) -> None:
    assert repaired.control("GET", "/repairs") == {"ministack": "1.5.33", "repairs": list(REPAIRS)}


def test_stock_server__has_no_repairs(stock: EmbeddedServer) -> None:
    assert stock.control("GET", "/repairs")["repairs"] == []


def test_unknown_repair_left_out__refuses_to_start_and_lists_the_known_ones(tmp_path) -> None:
    with pytest.raises(AssertionError, match="STACKYARD_WITHOUT_REPAIRS=gravity"):
        EmbeddedServer(tmp_path, without_repairs="gravity").start()


def test_deploy_of_a_bucket__returns_the_outputs(repaired: EmbeddedServer) -> None:
    template = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}, "Outputs": {"Name": {"Value": {"Ref": "Bucket"}}}}

    outputs = repaired.deploy("server-outputs", template)

    repaired.client("s3").head_bucket(Bucket=outputs["Name"])


def test_unknown_control_endpoint__lists_those_there_are(repaired: EmbeddedServer) -> None:
    with pytest.raises(AssertionError, match="GET /_stackyard/repairs"):
        repaired.control("GET", "/weather")
