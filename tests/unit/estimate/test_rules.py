from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from stackyard.estimate.count import count, left_open, misfits, resources_of
from stackyard.estimate.model import Resource
from stackyard.estimate.rules import MEASURES, PRICED, is_known
from stackyard.estimate.rules_extras import EXTRAS
from stackyard.estimate.rules_free import FREE
from stackyard.estimate.usage import Usage

ROOT = Path(__file__).resolve().parents[3]


def counted(kind, properties=None, **measures):
    """Give dimension, whether it is fixed, and quantity of all that one resource makes somebody pay for."""
    resource = Resource("shop", "api", "Thing", kind, properties or {})
    found = count([resource], Usage({"shop": {"api.Thing": measures}}))
    return {(one.dimension, one.fixed): one.quantity for one in found.drivers}


@pytest.mark.parametrize(
    ("kind", "properties", "measures", "expected"),
    [
        (
            "AWS::Lambda::Function",
            {"MemorySize": "512", "Architectures": ["arm64"]},
            {"invocations": 1000, "milliseconds": 100},
            {("lambda.requests", False): 1000, ("lambda.gb_seconds.arm64", False): 50},
        ),
        (
            "AWS::Lambda::Function",
            {},
            {"invocations": 8},
            {("lambda.requests", False): 8, ("lambda.gb_seconds.x86_64", False): None},
        ),
        (
            "AWS::Lambda::Function",
            {"MemorySize": "(known after deploy)", "TracingConfig": {"Mode": "Active"}},
            {"invocations": 1, "milliseconds": 1, "traces": 1},
            {
                ("lambda.requests", False): 1,
                ("lambda.gb_seconds.x86_64", False): None,
                ("xray.traces", False): 1,
            },
        ),
        ("AWS::Lambda::Alias", {}, {}, {}),
        (
            "AWS::Lambda::Alias",
            {"ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": 2}},
            {},
            {("lambda.provisioned_gb_seconds", True): None},
        ),
        ("AWS::Lambda::EventSourceMapping", {"BatchSize": 10}, {}, {("sqs.requests", True): 657000}),
        ("AWS::Lambda::EventSourceMapping", {"StartingPosition": "LATEST"}, {}, {}),
        ("AWS::Lambda::EventSourceMapping", {"Enabled": False}, {}, {}),
        ("AWS::SQS::Queue", {}, {"requests": 3}, {("sqs.requests", False): 3}),
        ("AWS::SQS::Queue", {"FifoQueue": True}, {"requests": 3}, {("sqs.fifo.requests", False): 3}),
        (
            "AWS::Lambda::EventSourceMapping",
            {"FifoQueue": True},
            {},
            {("sqs.fifo.requests", True): 657000},
        ),
        (
            "AWS::Lambda::Function",
            {"EphemeralStorage": {"Size": "1536"}},
            {"invocations": 8, "milliseconds": 1000},
            {
                ("lambda.requests", False): 8,
                ("lambda.gb_seconds.x86_64", False): 1,
                ("lambda.disk_gb_seconds", False): 8,
            },
        ),
        (
            "AWS::DynamoDB::Table",
            {"BillingMode": "PAY_PER_REQUEST", "TableClass": "STANDARD_INFREQUENT_ACCESS"},
            {"writes": 1, "reads": 2, "stored_gb": 3},
            {
                ("dynamodb.infrequent.writes", False): 1,
                ("dynamodb.infrequent.reads", False): 2,
                ("dynamodb.infrequent.storage", False): 3,
            },
        ),
        (
            "AWS::Logs::LogGroup",
            {"LogGroupClass": "INFREQUENT_ACCESS"},
            {"ingested_gb": 2},
            {("logs.other.ingested", False): 2, ("logs.storage", False): None},
        ),
        ("AWS::StepFunctions::StateMachine", {}, {"transitions": 9}, {("states.transitions", False): 9}),
        (
            "AWS::StepFunctions::StateMachine",
            {"StateMachineType": "EXPRESS"},
            {"runs": 2, "gb_seconds": 4},
            {("states.express.requests", False): 2, ("states.express.gb_seconds", False): 4},
        ),
        (
            "AWS::DynamoDB::Table",
            {"BillingMode": "PAY_PER_REQUEST"},
            {"writes": 1, "reads": 2, "stored_gb": 3},
            {("dynamodb.writes", False): 1, ("dynamodb.reads", False): 2, ("dynamodb.storage", False): 3},
        ),
        (
            "AWS::DynamoDB::Table",
            {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}},
            {"stored_gb": 3},
            {("dynamodb.provisioned", True): 1, ("dynamodb.storage", False): 3, ("dynamodb.backups", False): 3},
        ),
        (
            "AWS::Logs::LogGroup",
            {"RetentionInDays": 365},
            {"ingested_gb": 2},
            {("logs.ingested", False): 2, ("logs.storage", False): 24},
        ),
        (
            "AWS::Logs::LogGroup",
            {},
            {"ingested_gb": 2},
            {("logs.ingested", False): 2, ("logs.storage", False): None},
        ),
        (
            "AWS::S3::Bucket",
            {"LifecycleConfiguration": {"Rules": [{"Transitions": [{"StorageClass": "GLACIER_IR"}]}]}},
            {"stored_gb": 1, "writes": 2, "reads": 3, "out_gb": 4, "archived_gb": 5},
            {
                ("s3.storage", False): 1,
                ("s3.writes", False): 2,
                ("s3.reads", False): 3,
                ("transfer.out", False): 4,
                ("s3.archive", False): 5,
            },
        ),
        ("AWS::CloudWatch::Alarm", {"Period": 300}, {}, {("cloudwatch.alarms", True): 1}),
        ("AWS::CloudWatch::Alarm", {"Period": "10"}, {}, {("cloudwatch.fast_alarms", True): 1}),
        (
            "AWS::CloudWatch::Alarm",
            {"Metrics": [{"MetricStat": {"Period": 60}}, {"MetricStat": {"Period": 60}}, {"Expression": "a/b"}]},
            {},
            {("cloudwatch.alarms", True): 2},
        ),
        ("AWS::Logs::MetricFilter", {"MetricTransformations": [{}, {}]}, {}, {("cloudwatch.metrics", True): 2}),
        (
            "AWS::ApiGateway::Stage",
            {"MethodSettings": [{"MetricsEnabled": True}], "CacheClusterEnabled": True},
            {},
            {("apigateway.detailed_metrics", True): 1, ("apigateway.cache", True): 1},
        ),
        ("AWS::ApiGateway::Stage", {}, {}, {}),
        ("AWS::KMS::Key", {}, {"requests": 7}, {("kms.keys", True): 1, ("kms.requests", False): 7}),
        (
            "AWS::CloudWatch::Alarm",
            {"Metrics": [{"MetricStat": {"Period": 60}}, {"Expression": "ANOMALY_DETECTION_BAND(m1, 2)"}]},
            {},
            {("cloudwatch.alarms", True): 3},
        ),
        ("AWS::CloudWatch::Alarm", {"Metrics": [{"Expression": "SELECT MAX(x) FROM y"}]}, {}, {}),
        (
            "AWS::SecretsManager::Secret",
            {},
            {"requests": 5},
            {("secrets.secrets", True): 1, ("secrets.requests", False): 5},
        ),
        (
            "AWS::SNS::Topic",
            {"FifoTopic": True},
            {"publishes": 5, "mails": 0},
            {("sns.fifo.publishes", False): 5, ("sns.mails", False): 0},
        ),
        (
            "AWS::ApiGatewayV2::Api",
            {"ProtocolType": "WEBSOCKET"},
            {"messages": 5, "connection_minutes": 6, "out_gb": 7},
            {
                ("apigateway.websocket.messages", False): 5,
                ("apigateway.websocket.connection_minutes", False): 6,
                ("transfer.out", False): 7,
            },
        ),
        (
            "AWS::StepFunctions::StateMachine",
            {"TracingConfiguration": {"Enabled": True}},
            {"transitions": 5, "traces": 6},
            {("states.transitions", False): 5, ("xray.traces", False): 6},
        ),
        ("AWS::ApiGateway::Stage", {"TracingEnabled": "true"}, {}, {("xray.traces", False): None}),
        ("AWS::SES::ConfigurationSet", {}, {"mails": 7}, {("ses.mails", False): 7}),
        ("AWS::IAM::Role", {}, {}, {}),
    ],
)
def test_resource__is_counted_by_its_properties_and_its_usage(kind, properties, measures, expected):
    assert counted(kind, properties, **measures) == expected


def test_budget_action__is_paid_for_by_the_day():
    days = counted("AWS::Budgets::BudgetsAction")["budgets.action_days", True]
    assert days.quantize(Decimal("0.01")) == Decimal("30.42")


def test_usage_that_nobody_gave__is_unknown_and_not_nothing():
    assert counted("AWS::SQS::Queue") == {("sqs.requests", False): None}
    assert counted("AWS::SQS::Queue", requests="") == {("sqs.requests", False): None}


def test_type_that_no_rule_knows__is_named():
    found = count(resources_of("shop", "api", {"Db": {"Type": "AWS::RDS::DBInstance"}}), Usage())
    assert (found.drivers, found.strange) == ((), ("shop/api.Db (AWS::RDS::DBInstance)",))


def test_types__are_either_priced_or_free():
    assert set(FREE) & PRICED == set()
    assert set(MEASURES) <= PRICED


def test_every_type_of_the_repositorys_sources__is_known():
    class Plain(yaml.SafeLoader):
        """Takes CloudFormation's tags for what they hold."""

    Plain.add_multi_constructor("!", lambda _loader, _suffix, node: str(node.value))
    files = [*(ROOT / "templates").glob("*/*.yaml"), *(ROOT / "lambdas").glob("*/*/resources.yaml")]
    kinds = {
        one["Type"] for path in files for one in yaml.load(path.read_text(), Loader=Plain).get("Resources", {}).values()
    }
    assert len(kinds) > 20
    assert {kind for kind in kinds if not is_known(kind)} == set()


DOCUMENTS = {
    ("shop", "api"): {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, "Role": {"Type": "AWS::IAM::Role"}}},
}


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        ({"shop": {"api.Queeu": {"requests": 1}}}, "shop/api.Queeu: no template has it; perhaps shop/api.Queue"),
        ({"shop": {"api.Queue": {"request": 1}}}, "AWS::SQS::Queue has no measure request; it has requests"),
        ({"shop": {"api.Queue": {"requests": -1}}}, "requests is no number of 0 or more: -1"),
        ({"shop": "none"}, "shop_usage: write stack.Resource with measures below it"),
        ({"shop": {"api.Queue": 5}}, "write measures below it: requests"),
        ({"shop": {"api.Role": {"calls": 1}}}, "AWS::IAM::Role has no measure calls; it has none"),
    ],
)
def test_profile_that_fits_nothing__is_told(usage, told):
    assert [fault for fault in misfits(DOCUMENTS, Usage(usage)) if told in fault] != []


def test_profile_that_fits__is_fine():
    usage: dict[str, dict[str, dict[str, str]]] = {
        "shop": {"api.Queue": {"requests": "1.5"}},
        "elsewhere": {"x.Y": {}},
    }
    assert misfits(DOCUMENTS, Usage(usage)) == []


@pytest.mark.parametrize(("fifo", "dimension"), [("true", "sqs.fifo.requests"), ("false", "sqs.requests")])
def test_polling__costs_as_its_queue_does(fifo, dimension):
    resources = {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"FifoQueue": fifo}},
        "Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {"EventSourceArn": "${Queue.Arn}"}},
    }
    found = count(resources_of("shop", "api", resources), Usage())
    assert [one.dimension for one in found.drivers if one.fixed] == [dimension]


@pytest.mark.parametrize(
    ("kind", "properties", "besides"),
    [
        ("AWS::SSM::Parameter", {"Tier": "Advanced"}, "advanced parameter"),
        ("AWS::SSM::Parameter", {"Tier": "Standard"}, ""),
        ("AWS::Lambda::Function", {"SnapStart": {"ApplyOn": "PublishedVersions"}}, "SnapStart"),
        ("AWS::Lambda::Function", {"SnapStart": {"ApplyOn": "None"}}, ""),
        ("AWS::DynamoDB::Table", {"KinesisStreamSpecification": {"StreamArn": "x"}}, "changes to Kinesis"),
        ("AWS::DynamoDB::Table", {"ContributorInsightsSpecification": {"Enabled": "false"}}, ""),
        ("AWS::CloudWatch::Alarm", {"Metrics": [{"Expression": "SELECT MAX(x) FROM y"}]}, "metrics of a query"),
        ("AWS::CloudWatch::Alarm", {"Metrics": [{"Expression": "a/b"}, {"MetricStat": {}}]}, ""),
        ("AWS::S3::Bucket", {"InventoryConfigurations": [{"Id": "all"}]}, "inventory"),
        ("AWS::S3::Bucket", {"InventoryConfigurations": []}, ""),
    ],
)
def test_property_that_costs_more__is_named(kind, properties, besides):
    found = count([Resource("shop", "api", "Thing", kind, properties)], Usage()).strange
    assert found == ((f"shop/api.Thing ({kind}: {besides})",) if besides else ())


@pytest.mark.parametrize("rule", [{"Transition": {"StorageClass": "GLACIER"}}, {"NoncurrentVersionTransitions": [{}]}])
def test_bucket_that_moves_what_it_holds__has_an_archive_however_that_is_written(rule):
    properties = {"LifecycleConfiguration": {"Rules": [rule]}}
    assert ("s3.archive", False) in counted("AWS::S3::Bucket", properties)


def test_extras__are_of_types_that_are_known():
    assert set(EXTRAS) <= {*PRICED, *FREE}


def test_resource_behind_a_condition_that_nobody_knows_yet__is_named_and_not_counted():
    document = {
        "Parameters": {"Given": {"Type": "String"}, "Later": {"Type": "String"}},
        "Conditions": {
            "No": {"Fn::Equals": [{"Ref": "Given"}, "yes"]},
            "Later": {"Fn::Equals": [{"Ref": "Later"}, "yes"]},
            "Both": {"Fn::And": [{"Condition": "Later"}, {"Condition": "Round"}]},
            "Round": {"Fn::Not": [{"Condition": "Both"}]},
        },
        "Resources": {
            name: {"Type": "AWS::KMS::Key", **({"Condition": name} if name != "Always" else {})}
            for name in ("Always", "No", "Later", "Both")
        },
    }
    assert left_open("shop", "api", document, {"Later"}, {"Always"}).strange == (
        "shop/api.Later (AWS::KMS::Key, if Later holds)",
        "shop/api.Both (AWS::KMS::Key, if Both holds)",
    )
    assert left_open("shop", "api", document, {"Later"}, {"Always", "Later", "Both"}).strange == ()
    assert left_open("shop", "api", document, (), {"Always"}).strange == ()
