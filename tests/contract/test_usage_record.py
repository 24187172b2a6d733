from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract import rest_api, state_machines
from tests.contract.embedded_server import EmbeddedServer

ANSWERS = "def handler(event, context): return event"
QUEUE = {"Queue": {"Type": "AWS::SQS::Queue"}}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of its own: its clock never comes back, and nobody else uses anything on it."""
    server = EmbeddedServer(tmp_path_factory.mktemp("usage")).start()
    begin_at_noon(server)
    yield server
    server.stop()


def begin_at_noon(server: EmbeddedServer) -> None:
    """Move its clock to noon, as a count begins anew at midnight."""
    now = dt.datetime.fromisoformat(server.control("GET", "/clock")["now"])
    noon = (now + dt.timedelta(days=1)).replace(hour=12, minute=0, second=0)
    server.control("POST", "/clock", {"until": noon.isoformat()})


def used(server: EmbeddedServer, kind: str, name: str) -> float:
    """Give how much was used of something today."""
    usage = server.control("GET", "/usage")
    return float(usage["days"].get(usage["today"], {}).get(kind, {}).get(name, 0))


def new_name(kind: str) -> str:
    return f"{kind}-{uuid.uuid4().hex[:8]}"


def test_stock__counts_nothing(stock: EmbeddedServer) -> None:
    with pytest.raises(AssertionError, match="no such endpoint"):
        stock.control("GET", "/usage")


def test_calls_of_a_function__are_counted_with_memory_and_time(server: EmbeddedServer) -> None:
    name = new_name("function")
    server.function(name, ANSWERS, MemorySize=1024)
    for _ in range(3):
        server.invoke(name)
    assert used(server, "lambda.requests", name) == 3
    assert used(server, "lambda.gb_seconds.x86_64", name) >= 0.003  # each begun millisecond of a GB
    assert used(server, "logs.ingested", f"/aws/lambda/{name}") > 0


def test_requests_to_queues_and_topics__are_counted_by_resource(server: EmbeddedServer) -> None:
    name = new_name("queue")
    queue = server.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    before = used(server, "sqs.requests", name)
    entries = [{"Id": str(number), "MessageBody": "x"} for number in range(5)]
    server.client("sqs").send_message_batch(QueueUrl=queue, Entries=entries)
    server.client("sqs").receive_message(QueueUrl=queue)
    topic = server.client("sns").create_topic(Name=name)["TopicArn"]
    server.client("sns").publish(TopicArn=topic, Message="x")
    assert used(server, "sqs.requests", name) == before + 2
    assert used(server, "sns.publishes", name) == 1


def test_queue_that_a_function_waits_at__is_asked_all_day(server: EmbeddedServer) -> None:
    name, function = new_name("queue"), new_name("function")
    queue = server.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    attributes = server.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    role = server.role(new_name("role"), {"Effect": "Allow", "Action": ["sqs:*", "logs:*"], "Resource": "*"})
    server.function(function, ANSWERS, role=f"arn:aws:iam::000000000000:role/{role}")
    assert used(server, "sqs.polls", name) == 0
    server.client("lambda").create_event_source_mapping(EventSourceArn=attributes["QueueArn"], FunctionName=function)
    assert used(server, "sqs.polls", name) == 5 * 86400 / 20  # as docs/guides/estimating.md counts it


def test_objects__are_counted_by_request_and_by_bytes_of_all_versions(server: EmbeddedServer) -> None:
    name, s3 = new_name("bucket"), server.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    before = used(server, "s3.writes", name)
    for _ in range(2):
        s3.put_object(Bucket=name, Key="a", Body=b"x" * 1024)
    s3.get_object(Bucket=name, Key="a")
    assert used(server, "s3.writes", name) == before + 2
    assert used(server, "s3.reads", name) == 1
    assert used(server, "s3.storage", name) == pytest.approx(2048 / 1024**3, rel=0.01)


def test_items__are_counted_by_reads_writes_and_bytes(server: EmbeddedServer) -> None:
    name, dynamodb = new_name("table"), server.client("dynamodb")
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.put_item(TableName=name, Item={"id": {"S": "a"}, "text": {"S": "x" * 994}})
    dynamodb.get_item(TableName=name, Key={"id": {"S": "a"}})
    dynamodb.query(TableName=name, KeyConditionExpression="id = :id", ExpressionAttributeValues={":id": {"S": "a"}})
    assert (used(server, "dynamodb.writes", name), used(server, "dynamodb.reads", name)) == (1, 2)
    assert used(server, "dynamodb.storage", name) == pytest.approx((1001 + 100) / 1024**3, rel=0.01)


def test_refused_request__is_not_counted(server: EmbeddedServer) -> None:
    name = new_name("queue")
    queue = server.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    before = used(server, "sqs.requests", name)
    function = new_name("function")
    server.function(
        function,
        "import boto3\n"
        "def handler(event, context):\n"
        "    try:\n"
        "        boto3.client('sqs').send_message(QueueUrl=event, MessageBody='x')\n"
        "    except Exception as error:\n"
        "        return type(error).__name__\n",
    )
    assert server.invoke(function, queue)[0] == "ClientError"
    assert used(server, "sqs.requests", name) == before


def test_steps_of_executions__are_counted_those_of_maps_too(server: EmbeddedServer) -> None:
    name = new_name("machine")
    steps = {"StartAt": "Each", "States": {"Each": {"Type": "Pass", "End": True}}}
    definition = {
        "StartAt": "First",
        "States": {
            "First": {"Type": "Pass", "Result": [1, 2, 3], "Next": "All"},
            "All": {"Type": "Map", "ItemProcessor": steps, "Next": "Last"},
            "Last": {"Type": "Succeed"},
        },
    }
    state_machines.run(server, state_machines.create(server, name, definition))
    assert used(server, "states.transitions", name) == 1 + 1 + 3 + 1


def test_calls_of_an_api__belong_to_the_system_of_its_stack(server: EmbeddedServer) -> None:
    tags = {"stackyard:environment": "dev", "stackyard:system": "shop"}
    api = server.deploy(new_name("stack"), rest_api.template(), tags=tags)["Api"]
    rest_api.call(server, api, body=b"{}")
    usage = server.control("GET", "/usage")
    assert usage["days"][usage["today"]]["apigateway.rest.requests"][api] == 1
    assert usage["owners"][api] == ["dev", "shop"]


def test_owner__stays_known_when_its_stack_is_gone(server: EmbeddedServer) -> None:
    name = new_name("stack")
    template = {"Resources": QUEUE, "Outputs": {"Name": {"Value": {"Fn::GetAtt": ["Queue", "QueueName"]}}}}
    queue = server.deploy(name, template, tags={"stackyard:environment": "dev", "stackyard:system": "shop"})["Name"]
    sqs = server.client("sqs")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody="x")
    assert server.control("GET", "/usage")["owners"][queue] == ["dev", "shop"]
    server.delete(name)
    assert server.control("GET", "/usage")["owners"][queue] == ["dev", "shop"]


def test_weeks_that_are_skipped__have_what_was_there(server: EmbeddedServer) -> None:
    name, s3 = new_name("bucket"), server.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket=name, Key="a", Body=b"x" * 4096)
    first = dt.date.fromisoformat(server.control("GET", "/usage")["today"])
    server.control("POST", "/clock", {"advance_seconds": 14 * 86400})
    s3.put_object(Bucket=name, Key="b", Body=b"x" * 4096)
    usage = server.control("GET", "/usage")
    days = [usage["days"][(first + dt.timedelta(days=ahead)).isoformat()]["s3.storage"][name] for ahead in range(15)]
    assert days[:14] == [days[0]] * 14
    assert days[14] == pytest.approx(2 * days[0], rel=0.01)
    assert usage["days"][usage["today"]]["s3.writes"][name] == 1


def test_count__outlives_the_server_and_a_reset_forgets_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    server = EmbeddedServer(tmp_path_factory.mktemp("usage-kept")).start()
    try:
        begin_at_noon(server)
        server.client("sqs").create_queue(QueueName="kept")
        queue = server.client("sqs").get_queue_url(QueueName="kept")["QueueUrl"]
        server.client("sqs").send_message(QueueUrl=queue, MessageBody="x")
        before = counted(server)
        server.control("POST", "/save")
        server.kill()
        server.start()
        assert counted(server) == before
        server.control("POST", "/_ministack/reset")
        assert counted(server) == {}
    finally:
        server.stop()


def counted(server: EmbeddedServer) -> Any:
    return json.loads(json.dumps(server.control("GET", "/usage")["days"]))
