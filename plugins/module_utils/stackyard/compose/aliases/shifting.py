"""Makes what CodeDeploy needs to move aliases little by little: one application a stack, one group a function.

While an alias moves, CodeDeploy watches the function's alarms; one that rings puts the alias back, which fails the
update, so that CloudFormation takes the rest back, too. A function without an alarm gets one on its alias.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..fragments import Fragment
from ..gateway import type_of
from ..model import Document
from .names import alias_id
from .settings import BOUNDARY, CODEDEPLOY, CONFIGURATION, HAS_SHIFT, NO_VALUE, both

APPLICATION, _ROLE = "GradualDeploymentsApplication", "GradualDeploymentsRole"
_ALARM = "AWS::CloudWatch::Alarm"
_MOST = 10  # alarms that CodeDeploy takes for a group
_TOPIC = "AlarmTopicArn"  # parameter of the topic that alarms are sent to, where a stack declares it


def group_id(function: str) -> str:
    """Derive the logical id of a function's deployment group."""
    return f"{function}DeploymentGroup"


def shared(functions: list[str]) -> Document:
    """Give the application, and the role by which CodeDeploy moves the aliases of these functions."""
    arns: list[Any] = []
    for function in functions:
        arns += [{"Fn::GetAtt": [function, "Arn"]}, {"Fn::Sub": f"${{{function}.Arn}}:*"}]
    allowed = [
        {
            "Sid": "MoveAliases",
            "Effect": "Allow",
            "Action": ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
            "Resource": arns,
        },
        {"Sid": "WatchAlarms", "Effect": "Allow", "Action": "cloudwatch:DescribeAlarms", "Resource": "*"},
    ]
    trusted = [{"Effect": "Allow", "Principal": {"Service": CODEDEPLOY}, "Action": "sts:AssumeRole"}]
    return {
        APPLICATION: {
            "Type": "AWS::CodeDeploy::Application",
            "Condition": HAS_SHIFT,
            "Properties": {"ComputePlatform": "Lambda"},
        },
        _ROLE: {
            "Type": "AWS::IAM::Role",
            "Condition": HAS_SHIFT,
            "Properties": {
                "Description": "What CodeDeploy may do: moves the aliases of this stack's functions, looks at alarms",
                "PermissionsBoundary": BOUNDARY,
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": trusted},
                "Policies": [
                    {
                        "PolicyName": "own-work",
                        "PolicyDocument": {"Version": "2012-10-17", "Statement": allowed},
                    }
                ],
            },
        },
    }


def shifted(fragment: Fragment, document: Document) -> tuple[Document, Document]:
    """Give the resources that move one function's alias, and the conditions that they need beside the kit's own."""
    function = fragment.logical_id
    condition, conditions = both(document["Resources"][function].get("Condition"), HAS_SHIFT)
    made: Document = {}
    watched = list(_alarms_of(function, document))
    if not watched:
        name = f"{alias_id(function, fragment.alias)}ErrorsAlarm"
        made[name] = {"Type": _ALARM, "Condition": condition, "Properties": _errors(fragment, document)}
        watched = [{"Name": {"Ref": name}}]
    group = {
        "ApplicationName": {"Ref": APPLICATION},
        "ServiceRoleArn": {"Fn::GetAtt": [_ROLE, "Arn"]},
        "DeploymentConfigName": CONFIGURATION,
        "DeploymentStyle": {"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"},
        "AlarmConfiguration": {"Enabled": True, "Alarms": watched[:_MOST]},
        "AutoRollbackConfiguration": {
            "Enabled": True,
            "Events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
        },
    }
    made[group_id(function)] = {
        "Type": "AWS::CodeDeploy::DeploymentGroup", "Condition": condition, "Properties": group,
    }  # fmt: skip
    return made, conditions


def _alarms_of(function: str, document: Document) -> Iterator[Document]:
    """Give the alarms of the stack that watch a function, as a deployment group names them."""
    for name, resource in document["Resources"].items():
        properties = resource.get("Properties") if type_of(resource) == _ALARM else None
        if not isinstance(properties, dict) or not _mentions(properties, function):
            continue
        entry: Document = {"Name": {"Ref": name}}
        condition = resource.get("Condition")
        yield {"Fn::If": [condition, entry, NO_VALUE]} if condition else entry


def _mentions(alarm: Document, function: str) -> bool:
    """Whether an alarm is about a function: its dimension ``FunctionName``, of one metric or of several."""
    about = {"Name": "FunctionName", "Value": {"Ref": function}}
    metrics = [one.get("MetricStat", {}).get("Metric", {}) for one in alarm.get("Metrics") or ()]
    return any(about in (one.get("Dimensions") or ()) for one in (alarm, *metrics))


def _errors(fragment: Fragment, document: Document) -> Document:
    function = {"Ref": fragment.logical_id}
    return {
        "AlarmDescription": f"{fragment.folder.name} failed",
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Dimensions": [
            {"Name": "FunctionName", "Value": function},
            {"Name": "Resource", "Value": {"Fn::Sub": f"${{{fragment.logical_id}}}:{fragment.alias}"}},
        ],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 0,
        "TreatMissingData": "notBreaching",
        **({"AlarmActions": [{"Ref": _TOPIC}]} if _TOPIC in document.get("Parameters", {}) else {}),
    }
