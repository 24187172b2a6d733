"""The OpenAPI documents of the systems, held to the standard by a validator that is not ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator
from stackyard.compose import compose
from stackyard.templates.documents import read

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("system", ["gearbox", "trainings"])
def test_joined_document__is_openapi(system: str, tmp_path: Path) -> None:
    written = Path(compose(ROOT, system, "local", tmp_path).openapi)

    assert faults(read(written, written.parent)) == []


def test_published_document__is_the_joined_one_with_its_server(tmp_path: Path) -> None:
    composed = compose(ROOT, "gearbox", "local", tmp_path)
    method = composed.stacks["api"].document["Resources"]["V1OpenapiJsonGetMethod"]["Properties"]
    (answer,) = method["Integration"]["IntegrationResponses"]
    before, _, after = answer["ResponseTemplates"]["application/json"]["Fn::Join"][1]
    document = json.loads(f"{before}https://x.example/api{after}")

    assert faults(document) == []
    assert document.pop("servers") == [{"url": "https://x.example/api"}]
    assert document == read(Path(composed.openapi), tmp_path)


def test_validator__finds_what_is_wrong() -> None:
    document = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {"/x": {"get": {}}}}
    assert faults(document) != []


def faults(document: dict[str, Any]) -> list[str]:
    return [error.message for error in OpenAPIV30SpecValidator(document).iter_errors()]
