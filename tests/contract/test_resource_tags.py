from __future__ import annotations

from typing import Any

from tests.contract import rest_api
from tests.contract.embedded_server import EmbeddedServer

TAG = "stackyard:environment"


def template() -> dict[str, Any]:
    definition = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
    more = {
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Log": {"Type": "AWS::Logs::LogGroup"},
        "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "x"}},
        "Set": {"Type": "AWS::SES::ConfigurationSet"},
        "Identity": {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": "tagged.example"}},
        "Group": {"Type": "AWS::Scheduler::ScheduleGroup"},
        "Machine": {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"RoleArn": {"Fn::GetAtt": "Role.Arn"}, "Definition": definition},
        },
        "Source": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {"EventSourceArn": {"Fn::GetAtt": "Queue.Arn"}, "FunctionName": {"Ref": "Function"}},
        },
        "Alarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "Namespace": "AWS/Lambda",
                "MetricName": "Errors",
                "Statistic": "Sum",
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 0,
                "ComparisonOperator": "GreaterThanThreshold",
            },
        },
    }
    return rest_api.template(more=more, key_value="g" * 20)


def kinds(server: EmbeddedServer, value: str) -> list[str]:
    """`service:first part of the resource` of everything tagged, sorted."""
    filters = [{"Key": TAG, "Values": [value]}]
    found = server.client("resourcegroupstaggingapi").get_resources(TagFilters=filters)["ResourceTagMappingList"]
    arns = [resource["ResourceARN"].split(":", 5) for resource in found]
    return sorted(f"{arn[2]}:{arn[5].strip('/').replace(':', '/').split('/')[0]}" for arn in arns)


def test_stock__finds_some_services_only(stock: EmbeddedServer) -> None:
    stock.deploy("tags", template(), tags={TAG: "test"})

    assert not {kind.split(":")[0] for kind in kinds(stock, "test")} & {"apigateway", "states", "logs", "s3"}


def test_everything_of_a_stack__is_found_by_the_stacks_tag_and_gone_after_its_deletion(
    repaired: EmbeddedServer,
) -> None:
    repaired.deploy("tags", template(), tags={TAG: "test"})

    found = kinds(repaired, "test")

    wanted = {
        "apigateway:apikeys",
        "apigateway:restapis",
        "apigateway:usageplans",
        "cloudwatch:alarm",
        "lambda:event-source-mapping",
        "lambda:function",
        "logs:log-group",
        "scheduler:schedule-group",
        "ses:configuration-set",
        "ses:identity",
        "ssm:parameter",
        "states:stateMachine",
    }
    assert wanted <= set(found)
    assert found.count("apigateway:restapis") == 2  # the API and its stage
    assert {kind.split(":")[0] for kind in found} >= {"s3", "sqs", "sns"}
    repaired.delete("tags")
    assert kinds(repaired, "test") == []


def test_key_made_through_the_api_with_tags__is_found(repaired: EmbeddedServer) -> None:
    gateway = repaired.client("apigateway")
    gateway.create_api_key(name="student01", enabled=True, tags={TAG: "keys"})
    later = gateway.create_api_key(name="student02", enabled=True)["id"]
    gateway.tag_resource(resourceArn=f"arn:aws:apigateway:eu-central-1::/apikeys/{later}", tags={TAG: "keys"})

    assert kinds(repaired, "keys") == ["apigateway:apikeys"] * 2
