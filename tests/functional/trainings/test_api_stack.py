"""The composed api and data stacks: promises that no linter knows, read off the templates that are deployed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lambda_kit.clients import CONFIG
from stackyard.compose import compose

ROOT = Path(__file__).resolve().parents[3]
FUNCTIONS = ("GetTest", "ListTests", "UploadTest")
GATEWAY_SECONDS = 29

Resources = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Resources]:
    system = compose(ROOT, "trainings", "local", tmp_path_factory.mktemp("build"))
    return {name: stack.document["Resources"] for name, stack in system.stacks.items()}


@pytest.fixture(scope="module")
def api(stacks: dict[str, Resources]) -> Resources:
    return stacks["api"]


def of_type(resources: Resources, kind: str) -> dict[str, Any]:
    return {name: found["Properties"] for name, found in resources.items() if found["Type"] == kind}


def statements(resources: Resources, function: str) -> list[dict[str, Any]]:
    """Statements of a role's own policy; the policy for tracing is under a condition."""
    policies = resources[f"{function}Role"]["Properties"]["Policies"]
    return [
        statement
        for policy in policies
        if "PolicyName" in policy
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def test_every_gateway_answer__wears_the_envelope_with_its_status(api: Resources) -> None:
    responses = of_type(api, "AWS::ApiGateway::GatewayResponse")
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "INVALID_API_KEY", "THROTTLED"} <= {
        r["ResponseType"] for r in responses.values()
    }
    for response in responses.values():
        (template,) = response["ResponseTemplates"].values()
        document = json.loads(template)  # variables stand inside of texts, so the template itself is JSON
        assert set(document) == {"code", "body"}
        assert str(document["code"]) == response["StatusCode"]
        assert document["body"].endswith((".", "stays so."))


def test_gateway_answers__repeat_nothing_that_a_client_sent(api: Resources) -> None:
    for response in of_type(api, "AWS::ApiGateway::GatewayResponse").values():
        used = set(re.findall(r"\$[\w.]+\w", json.dumps(response["ResponseTemplates"])))
        # The message for missing parameters names ours; nothing is escaped in these templates.
        assert used <= ({"$context.error.message"} if response["ResponseType"] == "BAD_REQUEST_PARAMETERS" else set())


def test_variables_of_gateway_answers__cannot_be_read_longer_than_they_are(api: Resources) -> None:
    for response in of_type(api, "AWS::ApiGateway::GatewayResponse").values():
        assert not re.findall(r"\$[\w.]+\.(?!\w)", json.dumps(response["ResponseTemplates"]))


def test_access_log__is_json_and_names_nobody(api: Resources) -> None:
    (stage,) = of_type(api, "AWS::ApiGateway::Stage").values()

    line = json.loads(stage["AccessLogSetting"]["Format"])

    assert {"requestId", "status", "latencyMs"} <= set(line)
    assert not re.search(r"identity|sourceIp|apiKey|querystring", json.dumps(line))
    assert stage["StageName"] == "api"
    assert stage["MethodSettings"][0]["DataTraceEnabled"] is False


def test_every_call__needs_a_key_and_goes_to_its_own_function(api: Resources) -> None:
    methods = of_type(api, "AWS::ApiGateway::Method")

    assert len(methods) == len(FUNCTIONS)
    assert all(method["ApiKeyRequired"] is True for method in methods.values())
    assert all(method["Integration"]["Type"] == "AWS_PROXY" for method in methods.values())
    assert len({json.dumps(method["Integration"]["Uri"]) for method in methods.values()}) == len(FUNCTIONS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function__is_given_longer_than_its_clients_and_shorter_than_the_gateway(api: Resources, function: str) -> None:
    attempt = CONFIG.connect_timeout + CONFIG.read_timeout  # type: ignore[attr-defined]  # botocore sets its options as attributes
    longest = CONFIG.retries["total_max_attempts"] * attempt  # type: ignore[attr-defined]  # likewise

    assert longest < api[f"{function}Function"]["Properties"]["Timeout"] < GATEWAY_SECONDS


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function__logs_as_json_into_a_group_that_forgets(api: Resources, function: str) -> None:
    logging = api[f"{function}Function"]["Properties"]["LoggingConfig"]

    assert logging["LogFormat"] == "JSON"
    assert logging["LogGroup"] == {"Ref": f"{function}LogGroup"}
    assert api[f"{function}LogGroup"]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_role__names_its_actions_and_stays_away_from_answer_keys_and_scores(api: Resources, function: str) -> None:
    found = statements(api, function)

    actions = {
        action for one in found for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
    }
    assert not any("*" in action for action in actions)
    assert not re.search(r"questionsKey|score\.json|_closed|_mails", json.dumps(found))
    assert all(one["Resource"] != "*" for one in found)


def test_only_upload__may_write_and_only_answers(api: Resources) -> None:
    writers = {
        function: [one["Resource"] for one in statements(api, function) if "s3:PutObject" in json.dumps(one["Action"])]
        for function in FUNCTIONS
    }

    assert writers == {
        "GetTest": [],
        "ListTests": [],
        "UploadTest": [{"Fn::Sub": "${BucketArn}/*/*/*/testResult.json"}],
    }


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("alarm", ["Errors", "Throttles", "Duration"])
def test_function__has_its_alarms(api: Resources, function: str, alarm: str) -> None:
    properties = api[f"{function}{alarm}Alarm"]["Properties"]

    assert properties["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": f"{function}Function"}}]
    assert properties["AlarmActions"] == [{"Ref": "AlarmTopicArn"}]
    assert properties["TreatMissingData"] == "notBreaching"


def test_duration_alarm__rings_at_four_fifths_of_the_timeout(api: Resources) -> None:
    for function in FUNCTIONS:
        timeout = api[f"{function}Function"]["Properties"]["Timeout"]
        assert api[f"{function}DurationAlarm"]["Properties"]["Threshold"] == timeout * 800


def test_grace_of_the_weekly_job__covers_the_slowest_upload(api: Resources) -> None:
    settings = (ROOT / "group_vars/all/trainings.yml").read_text(encoding="utf-8")
    grace = re.search(r"^trainings_grace_seconds: (\d+)$", settings, re.M)

    assert grace is not None
    assert int(grace[1]) > api["UploadTestFunction"]["Properties"]["Timeout"]


def test_bucket__outlives_its_stack_and_takes_no_plain_http(stacks: dict[str, Resources]) -> None:
    bucket = stacks["data"]["Bucket"]
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketName" not in bucket["Properties"]

    denied = stacks["data"]["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"][0]
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
