from __future__ import annotations

from pathlib import Path

from stackyard.templates.documents import load

from tests.repository import openapi_of

BUY, SELL = "lambdas/shop/buy/openapi.yaml", "lambdas/shop/sell/openapi.yaml"
OK = "responses: {'200': {description: ok}}"


def joined(repository):
    path = Path(repository.compose().openapi)
    return load(path.read_text(), path.name)


def test_functions__are_joined_into_one_document(repository):
    repository.function("sell", openapi_of(f"{{/v1/orders: {{get: {{{OK}}}}}, /v1/a: {{get: {{{OK}}}}}}}"))
    document = joined(repository)
    assert document["openapi"] == "3.0.3"
    assert document["info"] == {"title": "shop", "version": "1"}
    assert list(document["paths"]) == ["/v1/a", "/v1/orders"]
    assert sorted(document["paths"]["/v1/orders"]) == ["get", "post"]


def test_scheme_of_the_key__is_described_although_nobody_wrote_it(repository):
    schemes = joined(repository)["components"]["securitySchemes"]
    assert schemes == {"apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"}}


def test_security_of_one_file__stays_with_its_own_methods(repository):
    repository.function("sell", openapi_of(f"{{/v1/a: {{get: {{{OK}}}}}}}", "security: [{apiKey: []}]"))
    document = joined(repository)
    assert document["paths"]["/v1/a"]["get"]["security"] == [{"apiKey": []}]
    assert "security" not in document


def test_method_served_twice__is_told_with_both_places_and_once(repository):
    repository.function("sell", openapi_of(f"{{/v1/orders: {{post: {{{OK}}}}}}}"))
    message = repository.fault()
    assert f"{SELL}:3: another function serves this path already" in message
    assert f"POST /v1/orders; the other one: {BUY}:5" in message
    assert "things are wrong" not in message


def test_equal_components__are_one_and_different_ones_are_told(repository):
    schemas = "components: {schemas: {Id: {type: string}}}"
    repository.write(BUY, openapi_of(f"{{/v1/a: {{get: {{{OK}}}}}}}", schemas))
    repository.function("sell", openapi_of(f"{{/v1/b: {{get: {{{OK}}}}}}}", schemas))
    assert joined(repository)["components"] == {"schemas": {"Id": {"type": "string"}}}

    repository.change(SELL, "type: string", "type: integer")
    message = repository.fault()
    assert f"{SELL}:4: Id is described differently elsewhere" in message
    assert f"the other one: {BUY}:4" in message


def test_system_without_api__has_no_document(empty_repository):
    empty_repository.write("templates/shop/api.yaml", "Description: none\n").function("buy")
    assert empty_repository.compose().openapi == ""
    assert not (empty_repository.root / "build/local/shop/openapi.yaml").exists()
