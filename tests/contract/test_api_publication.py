"""An API that publishes its description, composed and deployed: the embedded AWS answers as the gateway does."""

from __future__ import annotations

import json

import pytest

from tests.contract import rest_api
from tests.contract.embedded_server import EmbeddedServer
from tests.repository import shop

HEAD = 'AWSTemplateFormatVersion: "2010-09-09"\n'
SETTINGS = (
    "OpenApi: {Path: /v1/openapi.json}, GatewayResponses: {ContentType: application/problem+json, "
    'Body: {status: "{status}", detail: "{detail}", instance: "urn:uuid:$context.requestId"}}'
)
TEXT = 'costs $5.00, #1 of $all: "quoted" \\d $context.requestId #if(1)'


@pytest.fixture(scope="module")
def api(repaired: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    repository = shop(tmp_path_factory.mktemp("shop"))
    repository.change("templates/shop/api.yaml", HEAD, f"{HEAD}Metadata: {{Stackyard: {{{SETTINGS}}}}}\n")
    repository.change("lambdas/shop/buy/openapi.yaml", "description: bought", f"description: {json.dumps(TEXT)}")
    document = repository.compose().stacks["api"].document
    document["Resources"]["BuyFunction"]["Properties"]["Code"] = {"ZipFile": rest_api.ECHO}
    document["Resources"]["BuyFunction"]["Properties"]["Handler"] = "index.handler"
    parameters = {"Environment": "x", "ApiUrlPattern": f"{repaired.url}/_aws/execute-api/{{api_id}}"}
    return repaired.deploy("described", document, parameters)["ApiId"]


def test_description__is_served_without_a_key_and_names_its_server(repaired: EmbeddedServer, api: str) -> None:
    answer = rest_api.call(repaired, api, "/v1/openapi.json", method="GET")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json["servers"] == [{"url": f"{repaired.url}/_aws/execute-api/{api}/api"}]


def test_texts_of_the_description__arrive_as_they_were_written(repaired: EmbeddedServer, api: str) -> None:
    answer = rest_api.call(repaired, api, "/v1/openapi.json", method="GET")

    assert answer.json["paths"]["/v1/orders"]["post"]["responses"]["200"]["description"] == TEXT


def test_answer_of_the_gateway__is_a_problem_document(repaired: EmbeddedServer, api: str) -> None:
    answer = rest_api.call(repaired, api, "/v1/orders", body=b"{}")

    assert (answer.status, answer.headers["content-type"]) == (403, "application/problem+json")
    assert answer.json["detail"] == "The API key is missing or unknown. Send yours in the header x-api-key."
    assert answer.json["instance"].removeprefix("urn:uuid:").count("-") == 4
