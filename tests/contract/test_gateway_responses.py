from __future__ import annotations

from typing import Any

import pytest

from tests.contract import rest_api
from tests.contract.embedded_server import EmbeddedServer

ENVELOPE = (
    '{"code":429,"body":$context.error.messageString,"why":"$context.error.validationErrorString",'
    '"request":"$context.requestId","path":"$context.path"}'
)


def gateway_response(response_type: str, template: str = ENVELOPE, **properties: Any) -> dict[str, Any]:
    templates = {"application/json": template}
    return rest_api.of_api("GatewayResponse", ResponseType=response_type, ResponseTemplates=templates, **properties)


RESPONSES = {
    "ClientResponse": gateway_response("DEFAULT_4XX", ResponseParameters={"gatewayresponse.header.x-why": "'gateway'"}),
    "ServerResponse": gateway_response("DEFAULT_5XX", '{"code":"$context.status","body":$context.error.messageString}'),
    "LargeResponse": gateway_response("REQUEST_TOO_LARGE", '{"code":400,"body":"too large"}', StatusCode="400"),
}
MISBEHAVING = """
import json
def handler(event, context):
    wish = json.loads(event["body"])
    if wish == "raise":
        raise ValueError("a secret of the function")
    return wish
"""
ENDLESS = """
import time
def handler(event, context):
    time.sleep(900)
"""


def test_stock__leaves_variables_unreplaced_and_leaks_the_exception(stock: EmbeddedServer) -> None:
    api = stock.deploy("responses", rest_api.template(MISBEHAVING, more=RESPONSES, key_value="r" * 20))["Api"]

    assert "$context.error.validationErrorString" in rest_api.call(stock, api, "/nowhere").body
    assert "a secret of the function" in rest_api.call(stock, api, body=b'"raise"').body
    assert rest_api.call(stock, api, body=b'["no proxy answer"]').status == 200


@pytest.fixture(scope="module")
def api(repaired: EmbeddedServer) -> str:
    return repaired.deploy("responses", rest_api.template(MISBEHAVING, more=RESPONSES, key_value="r" * 20))["Api"]


def test_unknown_route__rendered_by_the_default_response_with_all_variables(repaired: EmbeddedServer, api: str) -> None:
    answer = rest_api.call(repaired, api, "/nowhere")

    assert (answer.status, answer.headers["x-why"]) == (403, "gateway")
    assert answer.json["body"] == "Missing Authentication Token"
    assert answer.json["why"] == ""
    assert answer.json["path"] == "/api/nowhere"
    assert answer.json["request"] == answer.headers["x-amzn-requestid"]


def test_body_over_10_mb__rendered_as_request_too_large_with_its_own_status(repaired: EmbeddedServer, api: str) -> None:
    answer = rest_api.call(repaired, api, body=b"x" * (10 * 1024 * 1024 + 1))

    assert (answer.status, answer.json) == (400, {"code": 400, "body": "too large"})


def test_exception_of_the_function__502_without_its_text(repaired: EmbeddedServer, api: str) -> None:
    answer = rest_api.call(repaired, api, body=b'"raise"')

    assert (answer.status, answer.json["body"]) == (502, "Internal server error")
    assert "secret" not in answer.body


@pytest.mark.parametrize(
    "body",
    [b'["a list"]', b"null", b'"text"', b"{}", b'{"statusCode": "ok"}', b'{"statusCode": 200, "body": {"a": 1}}'],
)
def test_malformed_proxy_answer__502(repaired: EmbeddedServer, api: str, body: bytes) -> None:
    answer = rest_api.call(repaired, api, body=body)

    assert (answer.status, answer.json["body"]) == (502, "Internal server error")


def test_status_as_text_and_no_body__is_a_good_answer(repaired: EmbeddedServer, api: str) -> None:
    assert rest_api.call(repaired, api, body=b'{"statusCode": "204"}').status == 204


def test_no_answer_within_the_integration_timeout__504(repaired: EmbeddedServer) -> None:
    template = rest_api.template(ENDLESS, more=RESPONSES, key_value="n" * 20)
    template["Resources"]["Post"]["Properties"]["Integration"]["TimeoutInMillis"] = 50
    api = repaired.deploy("responses-late", template)["Api"]

    answer = rest_api.call(repaired, api, body=b"{}")

    assert (answer.status, answer.json["body"]) == (504, "Endpoint request timed out")


def test_quota_used_up_and_throttle__rendered_as_429(repaired: EmbeddedServer) -> None:
    template = rest_api.template(method={"ApiKeyRequired": True}, more=RESPONSES, key_value="q" * 20)
    template["Resources"]["Plan"]["Properties"]["Quota"] = {"Limit": 1, "Period": "DAY"}
    api = repaired.deploy("responses-quota", template)["Api"]

    answers = [rest_api.call(repaired, api, body=b"{}", key="q" * 20) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 429]
    assert answers[1].json["body"] == "Limit Exceeded"
    assert answers[1].headers["x-amzn-errortype"] == "LimitExceededException"
    assert rest_api.call(repaired, api, body=b"{}").json["body"] == "Forbidden"
