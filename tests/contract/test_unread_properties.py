from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embedded.repairs.unread_properties.allowed import Allowed
from tests.contract.embedded_server import DeployError, EmbeddedServer


def topic(**properties: Any) -> dict[str, Any]:
    return {"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": properties}}}


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(tmp_path_factory.mktemp("strict"), settings={"STACKYARD_STRICT": "1"})
    try:
        yield server.start()
    finally:
        server.stop()


def unread(server: EmbeddedServer, stack: str) -> dict[str, Any]:
    return {entry["resource"]: entry for entry in server.control("GET", "/unread") if entry["stack"] == stack}


def test_stock__drops_a_property_that_nobody_reads_without_a_word(stock: EmbeddedServer) -> None:
    stock.deploy("unread", topic(ArchivePolicy={"MessageRetentionPeriod": 30}))


def test_unread_property__is_listed(repaired: EmbeddedServer) -> None:
    repaired.deploy("unread", topic(DisplayName="read", ArchivePolicy={"MessageRetentionPeriod": 30}))

    assert unread(repaired, "unread")["Topic"] == {
        "type": "AWS::SNS::Topic",
        "stack": "unread",
        "resource": "Topic",
        "ignored": ["ArchivePolicy"],
        "allowed": {},
    }


def test_nested_property__is_listed_by_its_path(repaired: EmbeddedServer) -> None:
    api = {"RestApiId": {"Ref": "Api"}}
    integration = {"Type": "MOCK", "RequestTemplates": {"application/json": "{}"}, "CacheNamespace": "other"}
    method = {
        **api,
        "ResourceId": {"Fn::GetAtt": "Api.RootResourceId"},
        "HttpMethod": "GET",
        "AuthorizationType": "NONE",
        "Integration": integration,
    }
    resources = {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "unread"}},
        "Get": {"Type": "AWS::ApiGateway::Method", "Properties": method},
    }

    repaired.deploy("unread-nested", {"Resources": resources})

    assert unread(repaired, "unread-nested")["Get"]["ignored"] == ["Integration.CacheNamespace"]


def test_object_that_is_stored_whole__counts_as_read(repaired: EmbeddedServer) -> None:
    queue = {"Type": "AWS::SQS::Queue"}
    policy = {"deadLetterTargetArn": {"Fn::GetAtt": "Dead.Arn"}, "maxReceiveCount": 5}
    main = {**queue, "Properties": {"RedrivePolicy": policy}}

    repaired.deploy("unread-whole", {"Resources": {"Dead": queue, "Main": main}})

    assert unread(repaired, "unread-whole") == {}


def test_strict_mode__fails_the_resource_by_name_and_leaves_nothing_behind(strict: EmbeddedServer) -> None:
    with pytest.raises(DeployError, match=r"Topic: .*would ignore ArchivePolicy of AWS::SNS::Topic.*allowed_unread"):
        strict.deploy("unread", topic(TopicName="left-behind", ArchivePolicy={"MessageRetentionPeriod": 30}))

    assert strict.client("sns").list_topics()["Topics"] == []


def test_allowed_property_in_strict_mode__passes_and_its_reason_is_listed(strict: EmbeddedServer) -> None:
    strict.deploy("unread-allowed", topic(DeliveryStatusLogging=[{"Protocol": "sqs"}]))

    entry = unread(strict, "unread-allowed")["Topic"]
    assert entry["ignored"] == []
    assert "same process" in entry["allowed"]["DeliveryStatusLogging"]


def test_update_that_adds_an_unread_property_in_strict_mode__rolls_back(strict: EmbeddedServer) -> None:
    strict.deploy("unread-update", topic(DisplayName="one"))

    with pytest.raises(DeployError, match="would ignore ArchivePolicy"):
        strict.deploy("unread-update", topic(DisplayName="two", ArchivePolicy={"MessageRetentionPeriod": 30}))

    stack = strict.client("cloudformation").describe_stacks(StackName="unread-update")["Stacks"][0]
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"


def test_update_of_another_property__does_not_count_what_stayed_as_it_was(strict: EmbeddedServer) -> None:
    template = topic(DisplayName="one", DeliveryStatusLogging=[{"Protocol": "sqs"}], KmsMasterKeyId="alias/aws/sns")
    strict.deploy("unread-same", template)
    template["Resources"]["Topic"]["Properties"]["DisplayName"] = "two"

    strict.deploy("unread-same", template)


def test_allow_list_entry_without_a_reason__is_refused(tmp_path: Path) -> None:
    file = tmp_path / "allowed.yaml"
    file.write_text("AWS::SNS::Topic:\n  ArchivePolicy:\n")

    with pytest.raises(ValueError, match=r"allowed.yaml: AWS::SNS::Topic ArchivePolicy has no reason"):
        Allowed.load(file)
