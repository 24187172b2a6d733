"""The composed stacks: promises that no linter knows, read off the templates that are deployed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from gearbox.catalogue.items import EXPIRES_AT
from stackyard.compose import compose

from tests.gearbox_world.table_suite import definition

ROOT = Path(__file__).resolve().parents[3]
FUNCTIONS = {
    "Extract": "pipeline",
    "Diagnose": "pipeline",
    "UploadFile": "api",
    "ReadFiles": "api",
    "RemoveFile": "api",
}
API = [name for name, stack in FUNCTIONS.items() if stack == "api"]
GATEWAY_SECONDS = 29
MOST_SECONDS = 900  # that Lambda lets a function work
QUEUES = ("ArrivalsQueue", "FailuresQueue", "UndiagnosedQueue")

Resources = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Resources]:
    system = compose(ROOT, "gearbox", "local", tmp_path_factory.mktemp("build"))
    return {name: stack.document["Resources"] for name, stack in system.stacks.items()}


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "group_vars/all/gearbox.yml").read_text(encoding="utf-8"))
    return found


def properties(resources: Resources, name: str) -> dict[str, Any]:
    found: dict[str, Any] = resources[name]["Properties"]
    return found


def statements(resources: Resources, function: str) -> list[dict[str, Any]]:
    """Statements of a role's own policy; the policy for tracing is under a condition."""
    policies = properties(resources, f"{function}Role")["Policies"]
    return [one for policy in policies if "PolicyName" in policy for one in policy["PolicyDocument"]["Statement"]]


def actions(statement: dict[str, Any]) -> set[str]:
    found = statement["Action"]
    return {found} if isinstance(found, str) else set(found)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_role__names_its_actions_and_its_resources(stacks: dict[str, Resources], function: str) -> None:
    found = statements(stacks[FUNCTIONS[function]], function)

    assert not any("*" in action for one in found for action in actions(one))
    assert all(one["Resource"] != "*" for one in found)


@pytest.mark.parametrize(
    ("function", "writes"),
    [
        ("ReadFiles", set()),
        ("UploadFile", {"s3:PutObject"}),
        ("RemoveFile", {"s3:DeleteObject"}),
        ("Diagnose", {"dynamodb:PutItem", "sqs:SendMessage"}),
        ("Extract", {"dynamodb:PutItem", "sqs:SendMessage"}),
    ],
)
def test_function__may_write_what_is_its_own_and_nothing_else(
    stacks: dict[str, Resources], function: str, writes: set[str]
) -> None:
    found = {action for one in statements(stacks[FUNCTIONS[function]], function) for action in actions(one)}

    writing = {one for one in found if one.split(":")[1].startswith(("Put", "Delete", "Send", "Update", "Batch"))}
    assert writing - {"logs:PutLogEvents", "sqs:DeleteMessage"} == writes


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function__logs_as_json_into_a_group_that_forgets(stacks: dict[str, Resources], function: str) -> None:
    resources = stacks[FUNCTIONS[function]]
    logging = properties(resources, f"{function}Function")["LoggingConfig"]

    assert (logging["LogFormat"], logging["LogGroup"]) == ("JSON", {"Ref": f"{function}LogGroup"})
    assert properties(resources, f"{function}LogGroup")["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("alarm", ["Errors", "Throttles", "Duration"])
def test_function__has_its_alarms(stacks: dict[str, Resources], function: str, alarm: str) -> None:
    found = properties(stacks[FUNCTIONS[function]], f"{function}{alarm}Alarm")

    assert found["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": f"{function}Function"}}]
    assert found["AlarmActions"] == [{"Ref": "AlarmTopicArn"}]


@pytest.mark.parametrize("function", API)
def test_function_of_the_api__answers_before_the_gateway_gives_up(stacks: dict[str, Resources], function: str) -> None:
    timeout = properties(stacks["api"], f"{function}Function")["Timeout"]

    assert timeout < GATEWAY_SECONDS
    assert properties(stacks["api"], f"{function}DurationAlarm")["Threshold"] == timeout * 800


def test_arrivals__stay_hidden_for_six_times_what_their_worker_may_take(
    stacks: dict[str, Resources], settings: dict[str, Any]
) -> None:
    declared = {stack["name"]: stack["parameters"] for stack in settings["gearbox_stacks"]}

    assert properties(stacks["data"], "ArrivalsQueue")["VisibilityTimeout"] == {"Ref": "ArrivalsVisibilitySeconds"}
    assert properties(stacks["pipeline"], "ExtractFunction")["Timeout"] == {"Ref": "ExtractTimeoutSeconds"}
    assert declared["data"]["ArrivalsVisibilitySeconds"] == "{{ gearbox_extract_timeout_seconds | int * 6 }}"
    assert declared["pipeline"]["ExtractSlowMilliseconds"] == "{{ gearbox_extract_timeout_seconds | int * 800 }}"
    assert settings["gearbox_extract_timeout_seconds"] <= MOST_SECONDS


def test_failures__stay_hidden_for_six_times_what_their_worker_may_take(stacks: dict[str, Resources]) -> None:
    timeout = properties(stacks["pipeline"], "DiagnoseFunction")["Timeout"]

    assert properties(stacks["data"], "FailuresQueue")["VisibilityTimeout"] == timeout * 6
    assert properties(stacks["pipeline"], "DiagnoseDurationAlarm")["Threshold"] == timeout * 800


@pytest.mark.parametrize(
    ("queue", "dead_letters", "worker", "deliveries"),
    [
        ("ArrivalsQueue", "FailuresQueue", "Extract", 5),
        # SQS may count on from the queue of arrivals: five are left to diagnose all the same.
        ("FailuresQueue", "UndiagnosedQueue", "Diagnose", 10),
    ],
)
def test_queue__hands_what_failed_too_often_on_to_the_next(
    stacks: dict[str, Resources], queue: str, dead_letters: str, worker: str, deliveries: int
) -> None:
    mapping = properties(stacks["pipeline"], f"{worker}QueueMapping")
    named = properties(stacks["data"], queue)["QueueName"]["Fn::Sub"]
    allowed = properties(stacks["data"], dead_letters)["RedriveAllowPolicy"]

    redrive = properties(stacks["data"], queue)["RedrivePolicy"]
    assert redrive == {"deadLetterTargetArn": {"Fn::GetAtt": [dead_letters, "Arn"]}, "maxReceiveCount": deliveries}
    assert [one["Fn::Sub"].endswith(f":{named}") for one in allowed["sourceQueueArns"]] == [True]
    assert mapping["EventSourceArn"] == {"Ref": f"{queue}Arn"}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert "MaximumConcurrency" in mapping["ScalingConfig"]


@pytest.mark.parametrize("queue", QUEUES)
def test_queue__is_encrypted_keeps_two_weeks_and_takes_no_plain_http(stacks: dict[str, Resources], queue: str) -> None:
    found = properties(stacks["data"], queue)
    denied = properties(stacks["data"], f"{queue}Policy")["PolicyDocument"]["Statement"][-1]

    assert (found["SqsManagedSseEnabled"], found["MessageRetentionPeriod"]) == (True, 14 * 86_400)
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_tombstones__outlive_messages_in_all_queues(stacks: dict[str, Resources], settings: dict[str, Any]) -> None:
    days = sum(properties(stacks["data"], queue)["MessageRetentionPeriod"] for queue in QUEUES) / 86_400

    assert settings["gearbox_tombstone_days"] > days


def test_dead_letters__ring_when_any_comes_and_when_one_stays(stacks: dict[str, Resources]) -> None:
    came, stays = (properties(stacks["pipeline"], name) for name in ("FailuresAlarm", "FailuresWaitAlarm"))
    queue = properties(stacks["data"], "FailuresQueue")

    assert (came["MetricName"], came["Statistic"], came["Threshold"]) == ("NumberOfMessagesReceived", "Sum", 0)
    assert stays["MetricName"] == "ApproximateAgeOfOldestMessage"
    assert stays["Threshold"] > queue["VisibilityTimeout"] * queue["RedrivePolicy"]["maxReceiveCount"]
    assert [one["Dimensions"][0]["Value"] for one in (came, stays)] == [{"Ref": "FailuresQueueName"}] * 2


def test_last_queue__rings_when_anything_comes_and_before_it_is_forgotten(stacks: dict[str, Resources]) -> None:
    depth, age = (properties(stacks["pipeline"], f"Undiagnosed{name}") for name in ("Alarm", "AgeAlarm"))

    assert (depth["MetricName"], depth["Threshold"]) == ("ApproximateNumberOfMessagesVisible", 0)
    assert age["MetricName"] == "ApproximateAgeOfOldestMessage"
    assert age["Threshold"] < properties(stacks["data"], "UndiagnosedQueue")["MessageRetentionPeriod"]


def test_queue__takes_news_of_s3_in_this_account_only(stacks: dict[str, Resources]) -> None:
    allowed = properties(stacks["data"], "ArrivalsQueuePolicy")["PolicyDocument"]["Statement"][0]

    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "s3.amazonaws.com"}, "sqs:SendMessage")
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert stacks["data"]["InboxBucket"]["DependsOn"] == "ArrivalsQueuePolicy"


def test_table__is_the_one_that_the_catalogue_is_tried_with(stacks: dict[str, Resources]) -> None:
    table = properties(stacks["data"], "FilesTable")
    tried = {name: value for name, value in definition().items() if name != "TableName"}

    assert {name: _sorted(table[name]) for name in tried} == {name: _sorted(value) for name, value in tried.items()}
    assert table["TimeToLiveSpecification"] == {"AttributeName": EXPIRES_AT, "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def _sorted(value: Any) -> Any:
    return sorted(json.dumps(one, sort_keys=True) for one in value) if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["InboxBucket", "FilesTable"])
def test_what_holds_data__outlives_its_stack_and_has_no_name(stacks: dict[str, Resources], name: str) -> None:
    found = stacks["data"][name]

    assert (found["DeletionPolicy"], found["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert not {"BucketName", "TableName"} & set(found["Properties"])


def test_inbox__is_private_and_versioned(stacks: dict[str, Resources]) -> None:
    bucket = properties(stacks["data"], "InboxBucket")

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}


def test_every_call__needs_a_key_but_the_description(stacks: dict[str, Resources]) -> None:
    methods = {name: one["Properties"] for name, one in stacks["api"].items() if one["Type"].endswith("::Method")}

    keyless = [name for name, method in methods.items() if not method["ApiKeyRequired"]]
    assert (len(methods), keyless) == (6, ["V1OpenapiJsonGetMethod"])


def test_every_gateway_answer__is_a_problem_document(stacks: dict[str, Resources]) -> None:
    answers = [one["Properties"] for one in stacks["api"].values() if one["Type"].endswith("GatewayResponse")]

    assert len(answers) == 17
    for answer in answers:
        document = json.loads(answer["ResponseTemplates"]["application/json"])
        assert set(document) == {"type", "title", "status", "detail", "instance"}
        assert str(document["status"]) == answer["StatusCode"]
        header = answer["ResponseParameters"]
        assert header == {"gatewayresponse.header.Content-Type": "'application/problem+json'"}


def test_counting__is_throttled_more_than_other_calls_and_watched_as_they_are(stacks: dict[str, Resources]) -> None:
    every, counting = (dict(one) for one in properties(stacks["api"], "ApiStage")["MethodSettings"])

    assert (counting.pop("ResourcePath"), counting.pop("HttpMethod")) == ("/~1v1~1stats", "GET")
    assert counting.keys() == every.keys() - {"ResourcePath", "HttpMethod"}
    assert counting["ThrottlingRateLimit"] == 5
    assert [counting[name] == every[name] for name in ("LoggingLevel", "DataTraceEnabled", "MetricsEnabled")] == [
        True
    ] * 3
