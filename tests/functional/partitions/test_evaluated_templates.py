"""No value of any composed template names another partition, evaluated as the environments of three partitions do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from stackyard.target import ROOT
from stackyard.templates.documents import load
from stackyard.templates.evaluated import Evaluated, Pseudo, evaluate

from tests.foreign_values import Place, foreign_values, texts
from tests.functional.partitions.conftest import SOVEREIGN_ENVIRONMENT

Composed = Mapping[tuple[str, str], Mapping[str, Any]]
Environments = Mapping[str, Mapping[str, Any]]
ACCOUNT = "123456789012"
INVENTORY = yaml.safe_load((ROOT / "inventory.yml").read_text())["all"]["children"]
ENVIRONMENTS = [
    *(name for group, below in INVENTORY.items() if group.startswith("aws") for name in below["children"]),
    SOVEREIGN_ENVIRONMENT,
]
# What no environment of the repository turns on, so that every condition is seen in both states.
EVERYTHING_ON = {
    "AlarmEmail": "operators@school.example",
    "FunctionVersions": "yes",
    "GradualDeployments": "Canary10Percent5Minutes",
    "DeletionProtection": "yes",
    "ManageMailIdentity": "yes",
}


def place_of(settings: Mapping[str, Any]) -> Place:
    target = settings["stackyard_target"]
    pseudo = Pseudo(target["partition"], target["region"], ACCOUNT, target["url_suffix"], target["prefix"])
    return Place(pseudo, settings)


def evaluated(
    composed: Composed, settings: Mapping[str, Any], more: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], Evaluated]]:
    """Evaluate all stacks of an environment in the order in which they are deployed, with the values it gives them."""
    pseudo = place_of(settings).pseudo
    outputs: dict[str, str] = {}
    for system, stack, own in in_order(settings):
        declared = composed[system, stack].get("Parameters") or {}
        shared = {name.removeprefix("foundation.base."): value for name, value in outputs.items()}
        wanted = {**shared, **settings["stack_common_parameters"], **own}
        boundary = {"PermissionsBoundaryArn": f"arn:{pseudo.partition}:iam::{ACCOUNT}:policy/boundary"} if more else {}
        given = {
            name: value_of(value, system, outputs)
            for name, value in {**wanted, **more, **boundary}.items()
            if name in declared
        }
        result = evaluate(
            composed[system, stack], given, replace(pseudo, stack_name=f"{pseudo.stack_name}-{system}-{stack}")
        )
        outputs |= {f"{system}.{stack}.{name}": str(one["Value"]) for name, one in result.outputs.items()}
        yield (system, stack), result


def in_order(settings: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    yield "account", "base", {}
    systems = [{"name": "foundation", "stacks": settings["foundation_stacks"]}, *settings["stackyard_all_declared"]]
    for system in systems:
        for stack in system["stacks"]:
            yield system["name"], stack["name"], stack.get("parameters") or {}


def value_of(value: Any, system: str, outputs: Mapping[str, str]) -> str:
    """A value as it is declared, or the output that it names: of a stack of the same system, or with its system."""
    if isinstance(value, Mapping):
        return outputs.get(f"{system}.{value['output']}") or outputs[value["output"]]
    return str(value)


@pytest.mark.parametrize("more", [{}, EVERYTHING_ON], ids=["as-set", "everything-on"])
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_template_of_an_environment__names_nothing_foreign(
    composed: Composed, environments: Environments, environment: str, more: Mapping[str, str]
) -> None:
    settings = environments[environment]
    seen = set()
    for key, result in evaluated(composed, settings, more):
        seen.add(key)
        assert (key, foreign_values(result.resources, place_of(settings))) == (key, [])
        assert (key, foreign_values(result.outputs, place_of(settings))) == (key, [])
    assert seen == set(composed)


@pytest.mark.parametrize("environment", ["cn", "dev", SOVEREIGN_ENVIRONMENT])
def test_no_function__is_left_in_any_value(composed: Composed, environments: Environments, environment: str) -> None:
    for key, result in evaluated(composed, environments[environment], EVERYTHING_ON):
        left = [
            text
            for _, text in texts({**result.resources, **result.outputs})
            if text == "Ref" or text.startswith("Fn::")
        ]
        assert (key, left) == (key, [])


def test_china__sends_by_smtp_and_traces_nothing(composed: Composed, environments: Environments) -> None:
    kinds = {
        environment: {
            one["Type"]
            for _, result in evaluated(composed, environments[environment], {})
            for one in result.resources.values()
        }
        for environment in ("cn", "prod")
    }
    assert {kind for kind in kinds["prod"] if kind.startswith("AWS::SES::")} != set()
    assert {kind for kind in kinds["cn"] if kind.startswith("AWS::SES::")} == set()


@pytest.mark.parametrize(
    ("resource", "what"),
    [
        ("Type: AWS::SNS::Topic\nProperties: {A: 'arn:aws:s3:::bucket'}", "arn:aws:"),
        (
            "Type: AWS::SNS::Topic\nProperties: {A: !Join [':', [arn, aws, s3]]}\nB: !Join ['', ['arn:a', 'ws:s3']]",
            "arn:aws:",
        ),
        (
            "Type: AWS::SNS::Topic\nProperties: {A: !Sub '${Name}.execute-api.amazonaws.com/x'}",
            "x.execute-api.amazonaws.com",
        ),
        ("Type: AWS::SNS::Topic\nProperties: {A: !Select [1, !Split ['|', 'a|arn:aws-us-gov:x']]}", "arn:aws-us-gov:"),
        ("Type: AWS::SNS::Topic\nProperties: {A: !FindInMap [Hosts, all, Api]}", "abc.on.aws"),
        ("Type: AWS::SNS::Topic\nProperties: {A: !If [Always, eu-central-1, x]}", "eu-central-1"),
        (
            "Type: AWS::SNS::Topic\nProperties: {A: !Sub 'https://${AWS::Region}.console.aws.amazon.com/x'}",
            "console.aws.amazon.com",
        ),
        ("Type: AWS::SNS::Topic\nProperties: {arn:aws:iam: 1}", "arn:aws:"),
        (
            "Type: AWS::IAM::Role\nProperties: {Principal: {Service: !Sub 'lambda.${AWS::URLSuffix}'}}",
            "lambda.amazonaws.com.cn",
        ),
        ("Type: AWS::IAM::Role\nProperties: {Principal: {AWS: 'arn:aws:iam::1:root'}}", "arn:aws:"),
        ("Type: AWS::ApiGateway::RestApi\nProperties: {EndpointConfiguration: {Types: [EDGE]}}", "not REGIONAL"),
        ("Type: AWS::ApiGateway::RestApi\nProperties: {Name: x}", "not REGIONAL"),
        ("Type: AWS::Lambda::Function\nProperties: {TracingConfig: {Mode: Active}}", "TracingConfig.Mode"),
        ("Type: AWS::ApiGateway::Stage\nProperties: {TracingEnabled: true}", "TracingEnabled"),
        ("Type: AWS::IAM::Policy\nProperties: {Action: [xray:PutTraceSegments]}", "xray:PutTraceSegments"),
        ("Type: AWS::Lambda::Function\nProperties: {Architectures: [arm64]}", "arm64"),
        ("Type: AWS::SES::EmailIdentity\nProperties: {EmailIdentity: x}", "AWS::SES::EmailIdentity"),
        ("Type: AWS::IAM::Policy\nProperties: {Action: ['ses:SendRawEmail']}", "ses:SendRawEmail"),
        ("Type: AWS::KMS::Key\nProperties: {Principal: {Service: [ses.amazonaws.com]}}", "ses.amazonaws.com"),
        ("Type: AWS::CloudFront::Distribution\nProperties: {CachePolicyId: x}", "CachePolicyId"),
        ("Type: AWS::ApiGateway::DomainName\nProperties: {DomainName: x}", "not REGIONAL"),
        ("Type: AWS::Cognito::UserPoolClient\nProperties: {ClientName: x}", "AWS::Cognito::UserPoolClient, which"),
        (
            "Type: AWS::EC2::Instance\nProperties: {UserData: !Base64 'curl https://s3.amazonaws.com/x'}",
            "s3.amazonaws.com",
        ),
        (
            'Type: AWS::SQS::Queue\nProperties: {A: \'{"Principal": {"Service": "sqs.amazonaws.com.cn"}}\'}',
            "A/Principal/Service: sqs.amazonaws.com.cn",
        ),
        ("Type: AWS::SNS::Topic\nProperties: {A: !ToJsonString {B: 'arn:aws:x'}}", "A/B: arn:aws:"),
        ("Type: AWS::SNS::Topic\nProperties: {A: logs_of-eu-central-1-and-more}", "eu-central-1"),
        ("Type: AWS::SNS::Topic\nProperties: {A: d111.cloudfront.net}", "cloudfront.net"),
        ("Type: AWS::SNS::Topic\nProperties: {A: 'https://signin.aws.amazon.com/x'}", "signin.aws.amazon.com"),
        ("Type: AWS::SNS::Topic\nMetadata: {A: 'arn:aws:s3:::x'}", "Metadata/A: arn:aws:"),
        ("Type: AWS::SNS::Topic\nProperties: {A: '{{resolve:ssm:/us-east-1/x}}'}", "us-east-1"),
        ("Type: AWS::Lambda::Url\nProperties: {AuthType: NONE}", "AWS::Lambda::Url"),
        (
            'Type: AWS::StepFunctions::StateMachine\nProperties:\n  DefinitionString: \'{"Resource": "${Call}"}\'\n'
            "  DefinitionSubstitutions: {Call: 'arn:aws:states:::lambda:invoke'}",
            "DefinitionString: arn:aws:",
        ),
    ],
)
def test_planted_foreign_value__is_found(environments: Environments, resource: str, what: str) -> None:
    frame = (
        "Parameters: {Name: {Type: String, Default: x}}\nMappings: {Hosts: {all: {Api: abc.on.aws}}}\n"
        "Conditions: {Always: !Equals [a, a]}\nResources:\n  Planted:\n"
    )
    template = load(frame + "\n".join(f"    {line}" for line in resource.splitlines()), "planted.yaml")
    place = place_of(environments["cn"])
    found = foreign_values(evaluate(template, {}, place.pseudo).resources, place)
    assert any(what in one for one in found), found


@pytest.mark.parametrize(
    "value", ["arn:aws-cn:s3:::a", "https://x.amazonaws.com.cn/y", "cn-north-1a", "amazonaws.com.cn"]
)
def test_value_of_china__is_found_in_frankfurt(environments: Environments, value: str) -> None:
    china, frankfurt = place_of(environments["cn"]), place_of(environments["dev"])
    entries = {"Planted": {"Type": "AWS::SNS::Topic", "Properties": {"A": value}}}
    assert foreign_values(entries, frankfurt) != []
    assert foreign_values(entries, china) == []


@pytest.mark.parametrize("value", ["s3.eusc-de-east-1.amazonaws.com", "arn:aws:s3:::a", "x.amazonaws.com.cn"])
def test_value_of_others__is_found_in_a_third_partition(environments: Environments, value: str) -> None:
    sovereign = place_of(environments[SOVEREIGN_ENVIRONMENT])
    own = (
        value.replace("amazonaws.com.cn", "amazonaws.eu")
        .replace("amazonaws.com", "amazonaws.eu")
        .replace(":aws:", ":aws-eusc:")
    )
    assert foreign_values({"Planted": {"Properties": {"A": value}}}, sovereign) != []
    assert foreign_values({"Planted": {"Properties": {"A": own}}}, sovereign) == []
