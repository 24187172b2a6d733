"""Who writes which log group."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.logs.model import Kind, Source
from stackyard.logs.owners import StackContent, sources_of, words

GROUP = {"Type": "AWS::Logs::LogGroup"}
SUB_ARN = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${AccessLogGroup}"


def content(parameters: dict[str, str] | None = None, **resources: dict[str, Any]) -> StackContent:
    physical = {name: f"{name}-1" for name in resources}
    return StackContent("shop", resources, parameters or {}, physical)


def function(**logging: Any) -> dict[str, Any]:
    return {"Type": "AWS::Lambda::Function", "Properties": {"LoggingConfig": logging} if logging else {}}


@pytest.mark.parametrize(
    "named", [{"Ref": "Group"}, {"Fn::Sub": "${Group}"}, "Group-1", {"Fn::If": ["Local", {"Ref": "Group"}, "other"]}]
)
def test_function__writes_to_the_group_that_it_names(named: Any) -> None:
    found = sources_of([content(GetTestFunction=function(LogGroup=named), Group=GROUP)])
    assert Source("shop", "get_test", "Group-1", Kind.FUNCTION) in found


def test_function_that_names_none__writes_to_the_one_that_lambda_makes() -> None:
    assert sources_of([content(GetTestFunction=function())]) == [
        Source("shop", "get_test", "/aws/lambda/GetTestFunction-1", Kind.FUNCTION, declared=False)
    ]


def test_function_without_a_name_of_its_own_group__has_the_declared_one_of_that_name() -> None:
    stack = StackContent("shop", {"F": function(), "G": GROUP}, physical={"F": "shop-f", "G": "/aws/lambda/shop-f"})
    assert sources_of([stack]) == [Source("shop", "f", "/aws/lambda/shop-f", Kind.FUNCTION)]


def test_stage_and_state_machine__are_told_by_their_own_names() -> None:
    stage = {
        "Type": "AWS::ApiGateway::Stage",
        "Properties": {"AccessLogSetting": {"DestinationArn": {"Fn::Sub": SUB_ARN}}},
    }
    destination = {"CloudWatchLogsLogGroup": {"LogGroupArn": {"Fn::GetAtt": ["WeeklyLogGroup", "Arn"]}}}
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"LoggingConfiguration": {"Destinations": [destination]}},
    }
    stack = content(ApiStage=stage, AccessLogGroup=GROUP, WeeklyStateMachine=machine, WeeklyLogGroup=GROUP)
    assert sources_of([stack]) == [
        Source("shop", "api access", "AccessLogGroup-1", Kind.API),
        Source("shop", "weekly", "WeeklyLogGroup-1", Kind.MACHINE),
    ]


def test_group_that_nobody_writes_to_by_template__is_told_by_its_own_name() -> None:
    stack = StackContent(
        "shop",
        {"ApiExecutionLogGroup": GROUP, "AuditLogGroup": GROUP},
        physical={"ApiExecutionLogGroup": "API-Gateway-Execution-Logs_abc/api", "AuditLogGroup": "audit"},
    )
    assert sources_of([stack]) == [
        Source("shop", "api execution", "API-Gateway-Execution-Logs_abc/api", Kind.API),
        Source("shop", "audit", "audit"),
    ]


def test_group_of_another_stack__comes_by_parameter() -> None:
    writer = content({"Group": "SharedLogGroup-1"}, BuyFunction=function(LogGroup={"Ref": "Group"}))
    assert sources_of([content(SharedLogGroup=GROUP), writer]) == [
        Source("shop", "buy", "SharedLogGroup-1", Kind.FUNCTION)
    ]


def test_group_of_several_functions__is_told_by_its_own_name() -> None:
    named = function(LogGroup={"Ref": "SharedLogGroup"})
    assert sources_of([content(BuyFunction=named, SellFunction=named, SharedLogGroup=GROUP)]) == [
        Source("shop", "shared", "SharedLogGroup-1", Kind.FUNCTION)
    ]


def test_function_that_a_condition_left_out__has_no_logs() -> None:
    assert sources_of([StackContent("shop", {"BuyFunction": function()})]) == []


@pytest.mark.parametrize(
    ("logical_id", "text"), [("GetTest", "get_test"), ("APIKeys", "api_keys"), ("S3Sync", "s3_sync"), ("", "")]
)
def test_logical_id__is_taken_apart_into_words(logical_id: str, text: str) -> None:
    assert words(logical_id, "_") == text
