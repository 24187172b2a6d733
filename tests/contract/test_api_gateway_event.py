from __future__ import annotations

import base64
import json
from typing import Any

import botocore.exceptions
import pytest

from tests.contract import rest_api
from tests.contract.embedded_server import EmbeddedServer

LINE = (
    '{"id":"$context.requestId","status":"$context.status","route":"$context.resourcePath",'
    '"error":"$context.error.responseType"}'
)


def template(key: str) -> dict[str, Any]:
    log = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Fn::Sub": "/access/${AWS::StackName}"}}}
    return rest_api.template(
        method={"ApiKeyRequired": True},
        api={"BinaryMediaTypes": ["application/octet-stream"]},
        stage={"AccessLogSetting": {"DestinationArn": {"Fn::GetAtt": "AccessLog.Arn"}, "Format": LINE}},
        more={"AccessLog": log},
        key_value=key,
    )


@pytest.fixture(scope="module")
def deployed(repaired: EmbeddedServer) -> dict[str, str]:
    return repaired.deploy("event", template("e" * 20))


def test_stock__hides_the_key_and_writes_no_access_log(stock: EmbeddedServer) -> None:
    outputs = stock.deploy("event", template("e" * 20))
    event = rest_api.call(stock, outputs["Api"], body=b"{}", key="e" * 20).json

    assert "apiKey" not in event["requestContext"]["identity"]
    assert stock.client("logs").filter_log_events(logGroupName="/access/event")["events"] == []


def test_identity__holds_the_key_and_its_id(repaired: EmbeddedServer, deployed: dict[str, str]) -> None:
    answer = rest_api.call(repaired, deployed["Api"], body=b"{}", key="e" * 20)
    identity = answer.json["requestContext"]["identity"]

    assert (identity["apiKey"], identity["apiKeyId"]) == ("e" * 20, deployed["Key"])
    assert identity["userArn"] is None


def test_repeated_query_parameter__the_last_value_stands(repaired: EmbeddedServer, deployed: dict[str, str]) -> None:
    event = rest_api.call(repaired, deployed["Api"], "/answers?a=1&a=2", body=b"{}", key="e" * 20).json

    assert event["queryStringParameters"] == {"a": "2"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}


def test_body_that_is_not_utf8__text_with_replacements_unless_its_type_is_binary(
    repaired: EmbeddedServer, deployed: dict[str, str]
) -> None:
    def event(content_type: str) -> Any:
        sent = b"\xff{}"
        return rest_api.call(repaired, deployed["Api"], body=sent, key="e" * 20, content_type=content_type).json

    text, binary = event("application/json"), event("application/octet-stream")

    assert (text["body"], text["isBase64Encoded"]) == ("\N{REPLACEMENT CHARACTER}{}", False)
    assert (base64.b64decode(binary["body"]), binary["isBase64Encoded"]) == (b"\xff{}", True)


def test_access_log__has_one_line_for_each_call_in_the_format_of_the_stage(
    repaired: EmbeddedServer, deployed: dict[str, str]
) -> None:
    served = rest_api.call(repaired, deployed["Api"], body=b"{}", key="e" * 20).json["requestContext"]["requestId"]
    refused = rest_api.call(repaired, deployed["Api"], body=b"{}").headers["x-amzn-requestid"]

    events = repaired.client("logs").filter_log_events(logGroupName="/access/event")["events"]
    lines = {line["id"]: line for line in (json.loads(event["message"]) for event in events)}

    assert lines[served] == {"id": served, "status": "200", "route": "/answers", "error": "-"}
    assert (lines[refused]["status"], lines[refused]["error"]) == ("403", "INVALID_API_KEY")


def test_second_key_of_the_same_value__is_refused(repaired: EmbeddedServer) -> None:
    repaired.client("apigateway").create_api_key(name="first", value="s" * 20, enabled=True)

    with pytest.raises(botocore.exceptions.ClientError, match="API Key already exists") as refusal:
        repaired.client("apigateway").create_api_key(name="twin", value="s" * 20, enabled=True)

    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_key_value__is_told_only_when_asked_for(repaired: EmbeddedServer, deployed: dict[str, str]) -> None:
    gateway = repaired.client("apigateway")

    assert "value" not in gateway.get_api_key(apiKey=deployed["Key"])
    assert gateway.get_api_key(apiKey=deployed["Key"], includeValue=True)["value"] == "e" * 20
    assert all("value" not in key for key in gateway.get_api_keys()["items"])
    assert "e" * 20 in {key["value"] for key in gateway.get_api_keys(includeValues=True)["items"]}


def test_limit_of_one_method_in_a_plan__is_enforced(repaired: EmbeddedServer) -> None:
    limited = template("t" * 20)
    throttle = {"/answers/POST": {"BurstLimit": 1, "RateLimit": 0.001}}
    stage = {"ApiId": {"Ref": "Api"}, "Stage": {"Ref": "Stage"}, "Throttle": throttle}
    limited["Resources"]["Plan"]["Properties"]["ApiStages"] = [stage]
    api = repaired.deploy("event-throttle", limited)["Api"]

    statuses = [rest_api.call(repaired, api, body=b"{}", key="t" * 20).status for _ in range(3)]

    assert statuses == [200, 429, 429]
