from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from embedded.generations import Generations
from embedded.repairs.persistence.saver import PAUSE_SECONDS
from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer
from tests.patience import eventually

TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Key": {"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Enabled": True, "Value": "k" * 30}},
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": ["lambda.amazonaws.com", "scheduler.amazonaws.com"]},
                            "Action": "sts:AssumeRole",
                        }
                    ]
                }
            },
        },
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Timeout": FUNCTION_SECONDS,
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Code": {"ZipFile": "def handler(event, context):\n    return 'still here'\n"},
            },
        },
        "Schedule": {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": {
                "ScheduleExpression": "cron(0 23 ? * MON *)",
                "ScheduleExpressionTimezone": "Europe/Warsaw",
                "FlexibleTimeWindow": {"Mode": "OFF"},
                "Target": {"Arn": {"Fn::GetAtt": ["Queue", "Arn"]}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}},
            },
        },
    },
    "Outputs": {"Function": {"Value": {"Ref": "Function"}}},
}


def saved(server: EmbeddedServer, service: str) -> str:
    """What is saved of a service; nothing while one set of documents replaces another."""
    with suppress(OSError):
        current = Generations(server.state / "saved").current
        return (current / f"{service}.json").read_text() if current else ""
    return ""


def restarted(server: EmbeddedServer) -> EmbeddedServer:
    server.kill()
    return server.start()


@pytest.fixture
def server(tmp_path: Path):
    server = EmbeddedServer(tmp_path / "state").start()
    yield server
    server.stop()


def test_stock_killed__loses_everything_since_its_last_clean_stop(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "state", without_repairs="all").start()
    server.client("sqs").create_queue(QueueName="lost")

    queues = restarted(server).client("sqs").list_queues().get("QueueUrls", [])
    server.stop()

    assert queues == []


def test_save_then_kill__leaves_stack_code_keys_schedules_and_clock(server: EmbeddedServer) -> None:
    server.control("POST", "/clock", {"until": "2037-01-01T00:00:00Z"})
    outputs = server.deploy("survivor", TEMPLATE)
    before = server.control("GET", "/schedules")
    server.control("POST", "/save")

    restarted(server)

    stacks = server.client("cloudformation").describe_stacks(StackName="survivor")["Stacks"]
    keys = server.client("apigateway").get_api_keys(includeValues=True)["items"]
    assert stacks[0]["StackStatus"] == "CREATE_COMPLETE"
    assert server.invoke(outputs["Function"]) == ("still here", None)
    assert [key["value"] for key in keys] == ["k" * 30]
    assert server.control("GET", "/schedules") == before
    assert server.control("GET", "/clock")["now"].startswith("2037-01-01T00:0")


def test_change__is_saved_by_itself(server: EmbeddedServer) -> None:
    server.client("sqs").create_queue(QueueName="kept")
    eventually(lambda: "kept" in saved(server, "sqs"))

    restarted(server)

    assert len(server.client("sqs").list_queues()["QueueUrls"]) == 1


def test_kill_at_any_moment_of_saving__leaves_a_whole_state(server: EmbeddedServer) -> None:
    sqs = server.client("sqs")
    sqs.create_queue(QueueName="first")
    server.control("POST", "/save")
    stop = threading.Event()

    def keep_saving() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                sqs.create_queue(QueueName=f"more-{number}")
                server.control("POST", "/save")
            except Exception:  # noqa: BLE001 - the server is killed meanwhile
                return

    worker = threading.Thread(target=keep_saving)
    worker.start()
    time.sleep(0.5)
    server.kill()
    stop.set()
    worker.join()

    server.start()

    names = {url.rsplit("/", 1)[-1] for url in server.client("sqs").list_queues()["QueueUrls"]}
    assert "first" in names
    assert names == {"first", *(f"more-{number}" for number in range(1, len(names)))}


def test_idle_server__writes_nothing(server: EmbeddedServer) -> None:
    server.client("sqs").create_queue(QueueName="only")
    eventually(lambda: "only" in saved(server, "sqs"))

    def written_while_idle() -> bool:
        before = (server.state / "saved/current").stat().st_mtime_ns
        time.sleep(2 * PAUSE_SECONDS)
        return (server.state / "saved/current").stat().st_mtime_ns != before

    eventually(lambda: not written_while_idle(), "rest")


def test_clean_stop__saves_the_last_moment(server: EmbeddedServer) -> None:
    server.client("sqs").create_queue(QueueName="last")

    server.stop()
    server.start()

    assert len(server.client("sqs").list_queues()["QueueUrls"]) == 1


def test_reset__forgets_everything_for_good(server: EmbeddedServer) -> None:
    server.client("sqs").create_queue(QueueName="gone")
    server.control("POST", "/clock", {"advance_seconds": 86400})

    server.control("POST", "/_ministack/reset")
    restarted(server)

    assert server.client("sqs").list_queues().get("QueueUrls", []) == []
    assert server.control("GET", "/clock")["offset_seconds"] == 0


def test_objects__survive_with_their_bucket(server: EmbeddedServer) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="objects", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket="objects", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="objects", Key="a/b.json", Body=json.dumps([1]).encode())
    server.control("POST", "/save")

    restarted(server)

    assert json.load(server.client("s3").get_object(Bucket="objects", Key="a/b.json")["Body"]) == [1]
    assert server.client("s3").get_bucket_versioning(Bucket="objects")["Status"] == "Enabled"


SLOW = {"Type": "AWS::CloudFormation::WaitCondition", "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "3000"}}
HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}


def test_killed_during_a_deployment__is_as_before_it(server: EmbeddedServer) -> None:
    template = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}, "Bucket": {"Type": "AWS::S3::Bucket"}}}
    server.deploy("before", template)
    eventually(lambda: '"before"' in saved(server, "cloudformation"))
    endless = {**template["Resources"], "Handle": HANDLE, "Slow": {**SLOW, "DependsOn": ["Queue", "Bucket"]}}
    s3 = server.client("s3")
    server.client("cloudformation").create_stack(StackName="during", TemplateBody=json.dumps({"Resources": endless}))
    eventually(lambda: len(s3.list_buckets()["Buckets"]) == 2, "the bucket of the deployment")
    for bucket in s3.list_buckets()["Buckets"]:
        s3.put_object(Bucket=bucket["Name"], Key="object", Body=b"x")
    time.sleep(2 * PAUSE_SECONDS)

    restarted(server)

    stacks = server.client("cloudformation").describe_stacks()["Stacks"]
    assert [stack["StackName"] for stack in stacks] == ["before"]
    left = server.client("s3").list_buckets()["Buckets"]
    assert [bucket["Name"].split("-")[0] for bucket in left] == ["before"]
    assert server.client("s3").list_objects_v2(Bucket=left[0]["Name"])["KeyCount"] == 1
