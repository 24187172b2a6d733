"""A small REST API with a key, a validator and a proxied function, for the contract tests of the gateway."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer
from tests.patience import PATIENCE_SECONDS

KEY = "a-key-of-more-than-twenty-characters"
ECHO = """
import json
def handler(event, context):
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(event)}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def sub(text: str) -> dict[str, str]:
    return {"Fn::Sub": text}


def template(
    source: str = ECHO,
    *,
    method: dict[str, Any] | None = None,
    api: dict[str, Any] | None = None,
    stage: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
    key_value: str = KEY,
) -> dict[str, Any]:
    """A template of the API: POST /answers goes to a function; `method`, `stage` and so on add properties."""
    api_id = {"RestApiId": {"Ref": "Api"}}
    integration = {
        "Type": "AWS_PROXY",
        "IntegrationHttpMethod": "POST",
        "Uri": sub(
            "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
        ),
    }
    resources = {
        "Role": _role(),
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Timeout": FUNCTION_SECONDS,
                "Role": {"Fn::GetAtt": "Role.Arn"},
                "Code": {"ZipFile": source},
            },
        },
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": {"Ref": "AWS::StackName"}, **(api or {})}},
        "Answers": {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {**api_id, "ParentId": {"Fn::GetAtt": "Api.RootResourceId"}, "PathPart": "answers"},
        },
        "Post": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                **api_id,
                "ResourceId": {"Ref": "Answers"},
                "HttpMethod": "POST",
                "AuthorizationType": "NONE",
                "Integration": integration,
                **(method or {}),
            },
        },
        "Deployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "DependsOn": ["Post", *(name for name, one in (more or {}).items() if one["Type"].endswith("Response"))],
            "Properties": api_id,
        },
        "Stage": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {**api_id, "DeploymentId": {"Ref": "Deployment"}, "StageName": "api", **(stage or {})},
        },
        "Key": {"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Enabled": True, "Value": key_value}},
        "Plan": {
            "Type": "AWS::ApiGateway::UsagePlan",
            "Properties": {"ApiStages": [{"ApiId": {"Ref": "Api"}, "Stage": {"Ref": "Stage"}}]},
        },
        "PlanKey": {
            "Type": "AWS::ApiGateway::UsagePlanKey",
            "Properties": {"KeyId": {"Ref": "Key"}, "KeyType": "API_KEY", "UsagePlanId": {"Ref": "Plan"}},
        },
        **(more or {}),
    }
    outputs = {name: {"Value": {"Ref": name}} for name in ("Api", "Key", "Plan", "Deployment")}
    return {"Resources": resources, "Outputs": outputs}


def of_api(resource_type: str, **properties: Any) -> dict[str, Any]:
    """A resource that belongs to the API, such as a validator or a gateway response."""
    return {"Type": f"AWS::ApiGateway::{resource_type}", "Properties": {"RestApiId": {"Ref": "Api"}, **properties}}


def call(
    server: EmbeddedServer,
    api_id: str,
    path: str = "/answers",
    *,
    method: str = "POST",
    body: bytes | None = None,
    key: str | None = None,
    **headers: str,
) -> Answer:
    """Calls the deployed API; header names are given with underscores."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()} | ({"x-api-key": key} if key else {})
    url = f"{server.url}/_aws/execute-api/{api_id}/api{path}"
    request = urllib.request.Request(url, data=body, method=method, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return _read(answer)
    except urllib.error.HTTPError as error:
        return _read(error)


def _read(answer: Any) -> Answer:
    return Answer(answer.status, {name.lower(): text for name, text in answer.headers.items()}, answer.read().decode())


def _role() -> dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    may = {"Effect": "Allow", "Action": ["logs:*", "sqs:*"], "Resource": "*"}
    policy = {"PolicyName": "all", "PolicyDocument": {"Version": "2012-10-17", "Statement": [may]}}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document, "Policies": [policy]}}
