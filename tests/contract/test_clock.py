from __future__ import annotations

import datetime as dt
import json
import uuid
from email.utils import parsedate_to_datetime

import pytest

from tests.contract.embedded_server import EmbeddedServer
from tests.patience import eventually

SAYS_REQUEST_TIME = """
def handler(event, context):
    return {"statusCode": 200, "body": str(event["requestContext"]["requestTimeEpoch"])}
"""


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory):
    """A server of its own, because its clock never comes back."""
    server = EmbeddedServer(tmp_path_factory.mktemp("clock"))
    yield server.start()
    server.stop()


def date_header(server: EmbeddedServer) -> dt.datetime:
    answer = server.client("sts").get_caller_identity()
    return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])


def moved_to(server: EmbeddedServer, moment: str) -> dt.datetime:
    server.control("POST", "/clock", {"until": moment})
    return dt.datetime.fromisoformat(moment)


def follows(moment: dt.datetime, moved: dt.datetime) -> bool:
    """Whether a moment is one of the half hour after the clock was moved; every test that asks takes less."""
    return moved <= moment < moved + dt.timedelta(minutes=30)


def test_stock__has_no_clock_to_advance(stock: EmbeddedServer) -> None:
    with pytest.raises(AssertionError, match="no such endpoint"):
        stock.control("POST", "/clock", {"advance_seconds": 60})


def test_moved_clock__rules_the_date_header_objects_and_executions(server: EmbeddedServer) -> None:
    now = moved_to(server, "2057-03-01T10:00+00:00")
    s3, sfn = server.client("s3"), server.client("stepfunctions")
    s3.create_bucket(Bucket="moved", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket="moved", Key="a", Body=b"")
    definition = {
        "StartAt": "A",
        "States": {"A": {"Type": "Pass", "Parameters": {"at.$": "$$.Execution.StartTime"}, "End": True}},
    }
    role = f"arn:aws:iam::000000000000:role/{server.role('moved', service='states.amazonaws.com')}"
    machine = sfn.create_state_machine(name="moved", definition=json.dumps(definition), roleArn=role)
    execution = sfn.start_execution(stateMachineArn=machine["stateMachineArn"])["executionArn"]
    output = finished(server, execution)

    assert follows(date_header(server), now)
    assert follows(s3.head_object(Bucket="moved", Key="a")["LastModified"], now)
    assert follows(dt.datetime.fromisoformat(output["at"]), now)


def test_moved_clock__rules_the_time_that_functions_see_in_api_requests(server: EmbeddedServer) -> None:
    now = moved_to(server, "2057-03-01T10:00+00:00")
    url = rest_api(server, SAYS_REQUEST_TIME)

    epoch_milliseconds = server.control("GET", url)

    assert follows(dt.datetime.fromtimestamp(epoch_milliseconds / 1000, dt.UTC), now)


def test_signed_requests_and_sessions__keep_working_years_ahead(server: EmbeddedServer) -> None:
    moved_to(server, "2066-01-01T00:00+00:00")
    s3 = server.client("s3")
    s3.create_bucket(Bucket="ahead", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})

    s3.put_object(Bucket="ahead", Key="a", Body=b"x")

    assert s3.get_object(Bucket="ahead", Key="a")["Body"].read() == b"x"


def test_clock_moved_back__is_refused(server: EmbeddedServer) -> None:
    with pytest.raises(AssertionError, match="the clock cannot go back"):
        server.control("POST", "/clock", {"until": "2020-01-01T00:00"})


def test_local_moment__is_read_in_the_given_zone(server: EmbeddedServer) -> None:
    answer = server.control("POST", "/clock", {"until": "2057-07-05T23:00", "zone": "Europe/Warsaw"})

    assert follows(dt.datetime.fromisoformat(answer["now"]), dt.datetime(2057, 7, 5, 21, tzinfo=dt.UTC))


def finished(server: EmbeddedServer, execution: str) -> dict[str, str]:
    sfn = server.client("stepfunctions")

    def output() -> str:
        found = sfn.describe_execution(executionArn=execution)
        return "" if found["status"] == "RUNNING" else found["output"]

    return json.loads(eventually(output, f"the end of {execution}"))


def rest_api(server: EmbeddedServer, source: str) -> str:
    name = f"api-{uuid.uuid4().hex[:8]}"
    arn = server.function(name, source)
    gateway = server.client("apigateway")
    api = gateway.create_rest_api(name=name)["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    method = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    gateway.put_method(**method, authorizationType="NONE")
    uri = f"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    gateway.put_integration(**method, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    gateway.create_deployment(restApiId=api, stageName="api")
    return f"/_aws/execute-api/{api}/api/"
