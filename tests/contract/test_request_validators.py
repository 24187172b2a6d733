from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract import rest_api
from tests.contract.embedded_server import EmbeddedServer

SCHEMA = {
    "type": "object",
    "required": ["studentId"],
    "additionalProperties": False,
    "properties": {"studentId": {"type": "string", "minLength": 1}, "answers": {"type": "array", "maxItems": 2}},
}
SAYS_WHY = {"application/json": '{"body":"$context.error.validationErrorString"}'}


def template(models: dict[str, Any], *, key: str, schema: Any = SCHEMA) -> dict[str, Any]:
    return rest_api.template(
        key_value=key,
        method={
            "RequestValidatorId": {"Ref": "Validator"},
            "RequestModels": models,
            "RequestParameters": {"method.request.querystring.testId": True, "method.request.querystring.page": False},
        },
        more={
            "Validator": rest_api.of_api(
                "RequestValidator", Name="both", ValidateRequestBody=True, ValidateRequestParameters="true"
            ),
            "Model": rest_api.of_api("Model", ContentType="application/json", Schema=schema),
            "WhyResponse": rest_api.of_api(
                "GatewayResponse", ResponseType="BAD_REQUEST_BODY", ResponseTemplates=SAYS_WHY
            ),
        },
    )


@pytest.fixture(scope="module")
def api(repaired: EmbeddedServer) -> str:
    return repaired.deploy("validators", template({"application/json": {"Ref": "Model"}}, key="v" * 20))["Api"]


def test_stock__lets_every_body_and_every_missing_parameter_through(stock: EmbeddedServer) -> None:
    api = stock.deploy("validators", template({"application/json": {"Ref": "Model"}}, key="v" * 20))["Api"]

    assert rest_api.call(stock, api, body=b"{", content_type="application/json").status == 200


def test_body_that_fits__reaches_the_function(repaired: EmbeddedServer, api: str) -> None:
    body = json.dumps({"studentId": "student01"}).encode()

    assert rest_api.call(repaired, api, "/answers?testId=t", body=body, content_type="application/json").status == 200


@pytest.mark.parametrize("path", ["/answers", "/answers?testId="])
def test_required_parameter_missing_or_empty__400(repaired: EmbeddedServer, api: str, path: str) -> None:
    answer = rest_api.call(repaired, api, path, body=b'{"studentId":"s"}', content_type="application/json")

    assert (answer.status, answer.json) == (400, {"message": "Missing required request parameters: [testId]"})


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{}", '[object has missing required properties (["studentId"])]'),
        (
            b'{"studentId": 7}',
            '[instance type (integer) does not match any allowed primitive type (allowed: ["string"])]',
        ),
        (
            b'{"studentId": "s", "x": 1}',
            '[object instance has properties which are not allowed by the schema: ["x"]]',
        ),
        (b'{"studentId": "s", "answers": [1, 2, 3]}', "[array is too long (size: 3, maximum: 2)]"),
        (b'{"studentId": ""}', '[string "" is too short (length: 0, required minimum: 1)]'),
        (b'{"studentId": "s"', "[request body is not valid JSON]"),
        (b"", "[request body is not valid JSON]"),
    ],
)
def test_body_that_does_not_fit__400_and_says_why(repaired: EmbeddedServer, api: str, body: bytes, why: str) -> None:
    answer = rest_api.call(repaired, api, "/answers?testId=t", body=body, content_type="application/json")

    assert (answer.status, answer.body) == (400, f'{{"body":"{why}"}}')


def test_content_type_without_a_model__is_not_validated(repaired: EmbeddedServer, api: str) -> None:
    form = "application/x-www-form-urlencoded"

    assert rest_api.call(repaired, api, "/answers?testId=t", body=b"{}", content_type=form).status == 200


def test_default_model__validates_every_content_type(repaired: EmbeddedServer) -> None:
    api = repaired.deploy("validators-default", template({"$default": {"Ref": "Model"}}, key="d" * 20))["Api"]

    answer = rest_api.call(repaired, api, "/answers?testId=t", body=b"{}", content_type="text/plain")

    assert answer.status == 400


def test_update_of_the_model_and_validator__takes_effect_in_place(repaired: EmbeddedServer) -> None:
    first = template({"application/json": {"Ref": "Model"}}, key="u" * 20)
    api = repaired.deploy("validators-update", first)["Api"]
    relaxed = template({"application/json": {"Ref": "Model"}}, key="u" * 20, schema={"type": "object"})
    relaxed["Resources"]["Validator"]["Properties"]["ValidateRequestParameters"] = False

    repaired.deploy("validators-update", relaxed)

    assert rest_api.call(repaired, api, body=b"{}", content_type="application/json").status == 200
    assert len(repaired.client("apigateway").get_request_validators(restApiId=api)["items"]) == 1
