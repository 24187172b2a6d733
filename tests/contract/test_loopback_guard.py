from __future__ import annotations

import http.client
import uuid
from pathlib import Path

import pytest

from tests.contract.embedded_server import EmbeddedServer
from tests.patience import PATIENCE_SECONDS

AWS_CALL = "/?Action=ListQueues"


def call(server: EmbeddedServer, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    answer = connection.getresponse()
    return answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read().decode()


@pytest.mark.parametrize("foreign", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_stock__lets_foreign_pages_call_it(stock: EmbeddedServer, foreign: dict[str, str]) -> None:
    asks = {"Access_Control_Request_Method": "POST", **foreign}

    assert call(stock, "/", "OPTIONS", **asks)[1]["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", [AWS_CALL, "/_stackyard/status", "/_ministack/health", "/_aws/execute-api/a/b/"])
@pytest.mark.parametrize("foreign", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_foreign_page__is_refused_everywhere(repaired: EmbeddedServer, path: str, foreign: dict[str, str]) -> None:
    status, headers, body = call(repaired, path, **foreign)

    assert status == 403
    assert "The embedded AWS refuses this request" in body
    assert "access-control-allow-origin" not in headers


def test_preflight_of_a_foreign_page__is_refused(repaired: EmbeddedServer) -> None:
    asks = {"Origin": "https://evil.example", "Access_Control_Request_Method": "POST"}

    assert call(repaired, "/", "OPTIONS", **asks)[0] == 403


def test_preflight_of_a_local_page__is_refused_for_aws_itself(repaired: EmbeddedServer) -> None:
    asks = {"Origin": "http://localhost:5173", "Access_Control_Request_Method": "POST"}

    status, headers, _ = call(repaired, "/", "OPTIONS", **asks)

    assert status == 403
    assert "access-control-allow-origin" not in headers


def test_local_page__cannot_reset_the_embedded_aws(repaired: EmbeddedServer) -> None:
    page = {"Origin": "http://127.0.0.1:8766", "Content-Type": "text/plain"}

    assert call(repaired, "/_ministack/reset", "POST", **page)[0] == 403


def test_program__gets_no_cors_headers_that_allow_everybody(repaired: EmbeddedServer) -> None:
    answer = repaired.client("sqs").list_queues()

    assert "access-control-allow-origin" not in answer["ResponseMetadata"]["HTTPHeaders"]


def test_cors_of_a_rest_api__stays_as_its_author_wrote_it(repaired: EmbeddedServer) -> None:
    api = cors_api(repaired)
    asks = {"Origin": "http://127.0.0.1:8000", "Access_Control_Request_Method": "POST"}

    status, headers, _ = call(repaired, f"/_aws/execute-api/{api}/api/", "OPTIONS", **asks)

    assert (status, headers["access-control-allow-origin"]) == (200, "*")


def test_clients_in_path_and_virtual_host_style__work(repaired: EmbeddedServer) -> None:
    s3 = repaired.client("s3")
    bucket = f"guard-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "missing"})
    path = url.removeprefix(repaired.url)
    virtual = path.removeprefix(f"/{bucket}")

    assert call(repaired, path)[0] == 404
    assert call(repaired, virtual.split("?")[0], Host=f"{bucket}.localhost:{repaired.port}")[0] in {403, 404}


def test_server_on_every_interface__does_not_start(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"loopback_guard.*BIND_HOST=0\.0\.0\.0.*Use BIND_HOST=127\.0\.0\.1"):
        EmbeddedServer(tmp_path, settings={"BIND_HOST": "0.0.0.0"}).start()


def cors_api(server: EmbeddedServer) -> str:
    gateway = server.client("apigateway")
    api = gateway.create_rest_api(name=f"cors-{uuid.uuid4().hex[:8]}")["id"]
    method = {"restApiId": api, "resourceId": gateway.get_resources(restApiId=api)["items"][0]["id"]}
    method["httpMethod"] = "OPTIONS"
    header = "method.response.header.Access-Control-Allow-Origin"
    gateway.put_method(**method, authorizationType="NONE")
    gateway.put_method_response(**method, statusCode="200", responseParameters={header: True})
    gateway.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    gateway.put_integration_response(**method, statusCode="200", responseParameters={header: "'*'"})
    gateway.create_deployment(restApiId=api, stageName="api")
    return str(api)
