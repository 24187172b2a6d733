from __future__ import annotations

from typing import Any

import botocore.exceptions
import pytest

from tests.contract.embedded_server import FUNCTION_SECONDS, DeployError, EmbeddedServer
from tests.patience import eventually

RULES = [
    {
        "Id": "old-versions",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": "90"},
        "ExpiredObjectDeleteMarker": True,
    },
    {"Id": "uploads", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 2}},
    {"Id": "runs", "Status": "Enabled", "Prefix": "_runs/", "ExpirationInDays": 400},
]
ENCRYPTION = {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}


def bucket(**properties: Any) -> dict[str, Any]:
    resource = {"Type": "AWS::S3::Bucket", "Properties": properties}
    return {"Resources": {"Bucket": resource}, "Outputs": {"Name": {"Value": {"Ref": "Bucket"}}}}


def role(**properties: Any) -> dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document, **properties}}


def function(**properties: Any) -> dict[str, Any]:
    fixed = {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Timeout": FUNCTION_SECONDS,
        "Role": {"Fn::GetAtt": "Role.Arn"},
        "Code": {"ZipFile": "def handler(event, context): return {}"},
    }
    return {"Type": "AWS::Lambda::Function", "Properties": {**fixed, **properties}}


def test_stock__drops_a_buckets_lifecycle(stock: EmbeddedServer) -> None:
    name = stock.deploy("bucket-properties", bucket(LifecycleConfiguration={"Rules": RULES}))["Name"]

    with pytest.raises(botocore.exceptions.ClientError, match="NoSuchLifecycleConfiguration"):
        stock.client("s3").get_bucket_lifecycle_configuration(Bucket=name)


def test_bucket__has_the_lifecycle_encryption_and_tags_of_its_template(repaired: EmbeddedServer) -> None:
    template = bucket(
        LifecycleConfiguration={"Rules": RULES},
        BucketEncryption=ENCRYPTION,
        OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    )

    name = repaired.deploy("bucket-properties", template, tags={"owner": "school"})["Name"]

    s3 = repaired.client("s3")
    rules = {rule["ID"]: rule for rule in s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]}
    assert rules["runs"]["Expiration"]["Days"] == 400
    assert rules["runs"]["Filter"] == {"Prefix": "_runs/"}
    assert rules["old-versions"]["NoncurrentVersionExpiration"]["NoncurrentDays"] == 90
    assert rules["uploads"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 2}
    encryption = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert {"Key": "owner", "Value": "school"} in s3.get_bucket_tagging(Bucket=name)["TagSet"]
    assert s3.put_object(Bucket=name, Key="a", Body=b"")["ServerSideEncryption"] == "AES256"


def test_lifecycle_taken_out_of_the_template__is_gone_from_the_bucket(repaired: EmbeddedServer) -> None:
    name = repaired.deploy("bucket-update", bucket(LifecycleConfiguration={"Rules": RULES}))["Name"]

    repaired.deploy("bucket-update", bucket(BucketEncryption=ENCRYPTION))

    with pytest.raises(botocore.exceptions.ClientError, match="NoSuchLifecycleConfiguration"):
        repaired.client("s3").get_bucket_lifecycle_configuration(Bucket=name)


def test_lifecycle_rule_without_translation__fails_by_name(repaired: EmbeddedServer) -> None:
    rule = {"Status": "Enabled", "ObjectSizeGreaterThan": "100", "ExpirationInDays": 1}

    with pytest.raises(DeployError, match="does not emulate ObjectSizeGreaterThan"):
        repaired.deploy("bucket-refused", bucket(LifecycleConfiguration={"Rules": [rule]}))


def test_stock__drops_a_functions_reserved_concurrency(stock: EmbeddedServer) -> None:
    resources = {"Role": role(), "Function": function(FunctionName="reserved", ReservedConcurrentExecutions=2)}
    stock.deploy("function-properties", {"Resources": resources})

    assert "ReservedConcurrentExecutions" not in stock.client("lambda").get_function_concurrency(
        FunctionName="reserved"
    )


def test_function__has_its_reserved_concurrency_and_dead_letter_queue(repaired: EmbeddedServer) -> None:
    target = {"TargetArn": {"Fn::GetAtt": "Dead.Arn"}}
    resources = {
        "Dead": {"Type": "AWS::SQS::Queue"},
        "Role": role(),
        "Function": function(FunctionName="reserved", ReservedConcurrentExecutions=2, DeadLetterConfig=target),
    }

    repaired.deploy("function-properties", {"Resources": resources})

    described = repaired.client("lambda").get_function(FunctionName="reserved")
    assert described["Concurrency"] == {"ReservedConcurrentExecutions": 2}
    assert ":function-properties-Dead-" in described["Configuration"]["DeadLetterConfig"]["TargetArn"]


def test_stock__forgets_a_roles_boundary(stock: EmbeddedServer) -> None:
    stock.deploy("bounded", bounded_role())

    assert "PermissionsBoundary" not in stock.client("iam").get_role(RoleName="bounded")["Role"]


def test_role__is_bounded(repaired: EmbeddedServer) -> None:
    repaired.deploy("bounded", bounded_role())

    boundary = repaired.client("iam").get_role(RoleName="bounded")["Role"]["PermissionsBoundary"]
    assert boundary["PermissionsBoundaryArn"].endswith(":policy/at-most")


def test_boundary_that_does_not_exist__fails_the_role(repaired: EmbeddedServer) -> None:
    boundary = "arn:aws:iam::000000000000:policy/no-such"

    with pytest.raises(DeployError, match=r"permissions boundary .*no-such"):
        repaired.deploy("unbounded", {"Resources": {"Role": role(PermissionsBoundary=boundary)}})


def bounded_role() -> dict[str, Any]:
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    policy = {"ManagedPolicyName": "at-most", "PolicyDocument": allowed}
    return {
        "Resources": {
            "Boundary": {"Type": "AWS::IAM::ManagedPolicy", "Properties": policy},
            "Role": role(RoleName="bounded", PermissionsBoundary={"Ref": "Boundary"}),
        }
    }


def test_topic__has_its_key(repaired: EmbeddedServer) -> None:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": "alias/aws/sns"}}
    arn = repaired.deploy("topic", {"Resources": {"Topic": topic}, "Outputs": {"Arn": {"Value": {"Ref": "Topic"}}}})

    attributes = repaired.client("sns").get_topic_attributes(TopicArn=arn["Arn"])["Attributes"]

    assert attributes["KmsMasterKeyId"] == "alias/aws/sns"


def test_table__has_its_time_to_live_and_recovery(repaired: EmbeddedServer) -> None:
    properties = {
        "TableName": "ledger",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
    }

    repaired.deploy("table", {"Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties}}})

    dynamodb = repaired.client("dynamodb")
    described = dynamodb.describe_time_to_live(TableName="ledger")["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    backups = dynamodb.describe_continuous_backups(TableName="ledger")["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_api_keys_from_an_authorizer__are_refused(repaired: EmbeddedServer) -> None:
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "source", "ApiKeySourceType": "AUTHORIZER"}}

    with pytest.raises(DeployError, match="from the header only"):
        repaired.deploy("key-source", {"Resources": {"Api": api}})


def test_concurrency_from_a_parameter__reaches_the_poller_as_a_number(repaired: EmbeddedServer) -> None:
    source = {"Fn::GetAtt": "Queue.Arn"}
    allowed = {"Effect": "Allow", "Action": "sqs:*", "Resource": source}
    policy = {"PolicyName": "queue", "PolicyDocument": {"Version": "2012-10-17", "Statement": [allowed]}}
    mapping = {
        "EventSourceArn": source,
        "FunctionName": {"Ref": "Function"},
        "ScalingConfig": {"MaximumConcurrency": {"Ref": "Concurrency"}},
    }
    resources = {
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Role": role(Policies=[policy]),
        "Function": function(),
        "Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping},
    }
    template = {
        "Parameters": {"Concurrency": {"Type": "Number"}},
        "Resources": resources,
        "Outputs": {"Mapping": {"Value": {"Ref": "Mapping"}}, "Queue": {"Value": {"Ref": "Queue"}}},
    }

    outputs = repaired.deploy("mapping-concurrency", template, parameters={"Concurrency": "3"})

    found = repaired.client("lambda").get_event_source_mapping(UUID=outputs["Mapping"])
    assert found["ScalingConfig"] == {"MaximumConcurrency": 3}
    repaired.client("sqs").send_message(QueueUrl=outputs["Queue"], MessageBody="{}")
    assert is_emptied(repaired, outputs["Queue"])


def is_emptied(server: EmbeddedServer, queue: str) -> bool:
    """Whether a queue's messages are consumed in the end."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def empty() -> bool:
        found = server.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return set(found.values()) == {"0"}

    return eventually(empty)
