from __future__ import annotations

import pytest

from tests.repository import openapi_of

API = "lambdas/shop/buy/openapi.yaml"
OK = "responses: {'200': {description: ok}}"


def test_method_without_responses__is_told(repository):
    repository.write(API, openapi_of("{/v1/orders: {get: {operationId: a}}}"))
    assert f"{API}:3: says nothing about its responses" in repository.fault()


@pytest.mark.parametrize("version", ["3.1.0", "'2.0'", "~"])
def test_other_version_of_openapi__is_told(repository, version):
    repository.write(API, openapi_of(f"{{/v1/orders: {{get: {{{OK}}}}}}}").replace("3.0.3", version))
    assert f"{API}:1: is no OpenAPI 3.0 document" in repository.fault()


def test_file_without_paths__is_told(repository):
    repository.write(API, "openapi: 3.0.3\n")
    assert f"{API}:1: describes no path" in repository.fault()


def test_section_that_openapi_does_not_know__is_told(repository):
    repository.change(API, "info:", "informations:")
    assert f"{API}:2: OpenAPI knows no informations here" in repository.fault()


@pytest.mark.parametrize("path", ["v1/orders", "/v1/orders/", "/v1//orders"])
def test_path_that_api_gateway_would_refuse__is_told(repository, path):
    repository.write(API, openapi_of(f"{{'{path}': {{get: {{{OK}}}}}}}"))
    assert f"{API}:3: cannot be a path of the API" in repository.fault()


def test_method_that_http_does_not_know__is_told(repository):
    repository.write(API, openapi_of(f"{{/v1/orders: {{fetch: {{{OK}}}}}}}"))
    assert f"{API}:3: OpenAPI knows no fetch in paths /v1/orders" in repository.fault()


def test_comma_in_an_unquoted_description__is_told(repository):
    responses = "{'400': {description: A bad request, or no student}}"
    repository.write(API, openapi_of(f"{{/v1/orders: {{get: {{responses: {responses}}}}}}}"))
    message = repository.fault()
    assert f"{API}:3: OpenAPI knows no or no student in responses 400" in message
    assert "quote a text that has a comma in it" in message


@pytest.mark.parametrize("response", ["{}", "ok", "{content: {}}"])
def test_response_without_description__is_told(repository, response):
    repository.write(API, openapi_of(f"{{/v1/orders: {{get: {{responses: {{'200': {response}}}}}}}}}"))
    assert f"{API}:3: the response 200 has no description" in repository.fault()


def test_misspelt_key_of_an_operation__is_told(repository):
    repository.change(API, "operationId: buy", "operationID: buy")
    assert f"{API}:6: OpenAPI knows no operationID in /v1/orders post" in repository.fault()


def test_extension__is_left_alone(repository):
    repository.change(API, "operationId: buy", "x-owner: shop")
    repository.compose()
