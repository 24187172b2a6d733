"""The five functions, loaded as Lambda loads them, over moto's AWS; what the API answers is held to its description."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from gearbox import describe
from gearbox.catalogue.record import State
from gearbox.kinds.names import KINDS
from lambda_kit.settings import BadSetting
from moto import mock_aws
from openapi_schema_validator import OAS30Validator
from stackyard.compose import compose
from stackyard.templates.documents import read

from tests.gearbox_world.table_suite import TABLE, definition

ROOT = Path(__file__).resolve().parents[3]
LoadHandler = Callable[[str, str], ModuleType]
FUNCTIONS = ("extract", "diagnose", "upload_file", "read_files", "remove_file")
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
SETTINGS = {
    "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "eu-central-1",
    "INBOX_BUCKET": "inbox", "FILES_TABLE": TABLE, "MAX_FILE_BYTES": "1000", "KEEP_GPS": "no", "RETRY_SECONDS": "0",
    "REDRIVE_SECONDS": "0", "MAX_REDRIVES": "1", "TOMBSTONE_DAYS": "90", "UPLOAD_SECONDS": "900",
}  # fmt: skip


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    composed = Path(compose(ROOT, "gearbox", "local", tmp_path_factory.mktemp("build")).openapi)
    return dict(read(composed, composed.parent))


@dataclass
class Deployed:
    """The functions; ``call`` asks those of the API, ``deliver`` hands a message to those of the pipeline."""

    s3: Any
    functions: dict[str, ModuleType]
    described: dict[str, Any]

    def call(self, method: str, resource: str, body: Any = None, file_id: str = "", **query: str) -> tuple[int, Any]:
        event = {
            "resource": resource,
            "headers": {"X-Api-Key": "key"},
            "requestContext": {"requestTimeEpoch": int(NOW.timestamp() * 1000), "requestId": "r-1"},
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
            "pathParameters": {"id": file_id} if file_id else None,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        }
        function = {"post": "upload_file", "get": "read_files", "delete": "remove_file"}[method]
        answer = self.functions[function].handler(event, None)
        told = json.loads(answer["body"])
        self._hold(self.described["paths"][resource][method]["responses"][str(answer["statusCode"])], answer, told)
        return answer["statusCode"], told

    def deliver(self, function: str, body: Any) -> list[str]:
        """Hand over one message; gives the ids of those that failed."""
        record = {
            "messageId": "m-1",
            "receiptHandle": "r",
            "body": body if isinstance(body, str) else json.dumps(body),
            "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "0"},
        }
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
        answer = self.functions[function].handler({"Records": [record]}, context)
        return [one["itemIdentifier"] for one in answer["batchItemFailures"]]

    def _hold(self, response: dict[str, Any], answer: dict[str, Any], told: Any) -> None:
        """Hold an answer to what the description says of it."""
        if "$ref" in response:
            response = self.described["components"]["responses"][response["$ref"].rpartition("/")[2]]
        content = response["content"][answer["headers"]["Content-Type"]]
        schema = {**content["schema"], "components": self.described["components"]}
        OAS30Validator(schema).validate(told)


@pytest.fixture
def deployed(
    monkeypatch: pytest.MonkeyPatch, load_handler: LoadHandler, described: dict[str, Any]
) -> Iterator[Deployed]:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        s3, sqs, dynamodb = boto3.client("s3"), boto3.client("sqs"), boto3.client("dynamodb")
        s3.create_bucket(Bucket="inbox", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        s3.put_bucket_versioning(Bucket="inbox", VersioningConfiguration={"Status": "Enabled"})
        dynamodb.create_table(**definition())
        for queue in ("ARRIVALS", "FAILURES"):
            monkeypatch.setenv(f"{queue}_QUEUE_URL", sqs.create_queue(QueueName=queue)["QueueUrl"])
        yield Deployed(s3, {name: load_handler("gearbox", name) for name in FUNCTIONS}, described)
    describe.cool_down()


def event(key: str, name: str = "ObjectCreated:Put", sequencer: str = "01") -> dict[str, Any]:
    told = {"key": key, "size": 6, "sequencer": sequencer}
    s3 = {"bucket": {"name": "inbox"}, "object": told}
    return {"Records": [{"eventName": name, "eventTime": "2026-11-21T15:00:00.000Z", "s3": s3}]}


def test_life_of_a_file__granted_put_examined_listed_removed(deployed: Deployed) -> None:
    status, granted = deployed.call("post", "/v1/files", {"name": "a/b.txt", "size": 6, "type": "text/plain"})
    assert (status, granted["upload"]["url"]) == (201, "https://inbox.s3.eu-central-1.amazonaws.com/")
    file_id = granted["file_id"]
    assert deployed.call("get", "/v1/files/{id}", file_id=file_id)[0] == 404

    deployed.s3.put_object(Bucket="inbox", Key="a/b.txt", Body=b"hello\n", ContentType="text/plain")
    assert deployed.deliver("extract", event("a/b.txt")) == []

    status, file = deployed.call("get", "/v1/files/{id}", file_id=file_id)
    assert (status, file["state"], file["kind"], file["metadata"]["lines"]) == (200, "ready", "text", 1)
    assert [one["file_id"] for one in deployed.call("get", "/v1/files", state="ready")[1]["files"]] == [file_id]

    assert deployed.call("delete", "/v1/files/{id}", file_id=file_id)[0] == 202
    assert deployed.deliver("extract", event("a/b.txt", "ObjectRemoved:DeleteMarkerCreated", "02")) == []
    assert deployed.call("get", "/v1/files/{id}", file_id=file_id)[1]["state"] == "removed"
    assert deployed.call("get", "/v1/stats")[1]["states"]["removed"] == 1


def test_message_that_cannot_be_read__fails_until_it_is_diagnosed(deployed: Deployed) -> None:
    assert deployed.deliver("extract", "rubbish") == ["m-1"]
    assert deployed.deliver("diagnose", "rubbish") == []

    (file,) = deployed.call("get", "/v1/files", state="failed")[1]["files"]
    assert file["failure"]["type"] == "Unreadable"
    assert deployed.call("delete", "/v1/files/{id}", file_id=file["file_id"])[0] == 409


def test_file_over_the_limit__is_neither_granted_nor_examined(deployed: Deployed) -> None:
    status, refused = deployed.call("post", "/v1/files", {"name": "large", "size": 1001})
    assert (status, refused["errors"][0]["pointer"]) == (400, "#/size")

    deployed.s3.put_object(Bucket="inbox", Key="large", Body=bytes(1001))
    deployed.deliver("extract", event("large"))

    (file,) = deployed.call("get", "/v1/files", state="failed")[1]["files"]
    assert file["failure"]["type"] == "TooLarge"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_setting_that_is_missing__stops_the_start_by_name(
    monkeypatch: pytest.MonkeyPatch, load_handler: LoadHandler, function: str
) -> None:
    named = "FILES_TABLE" if function != "upload_file" else "INBOX_BUCKET"
    for name, value in {**SETTINGS, named: ""}.items():
        monkeypatch.setenv(name, value)
    with mock_aws(), pytest.raises(BadSetting, match=named):
        load_handler("gearbox", function)


def test_description__knows_every_state_and_kind(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]

    assert schemas["State"]["enum"] == list(State)
    assert sorted(schemas["Kind"]["enum"]) == sorted(KINDS)


def test_every_call__is_described_with_what_the_gateway_may_say(described: dict[str, Any]) -> None:
    calls = [call for methods in described["paths"].values() for call in methods.values()]

    assert len(calls) == 5
    assert [call["responses"]["default"] for call in calls] == [{"$ref": "#/components/responses/Problem"}] * 5
