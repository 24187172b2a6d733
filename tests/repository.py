"""A small invented system on disk for tests of compose and package: an API with one function, to be changed at will."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from stackyard.compose import ComposedSystem, compose
from stackyard.errors import StackyardError

FRAME = """
    AWSTemplateFormatVersion: "2010-09-09"
    Description: What the shop serves.
    Parameters:
      Environment: {Type: String}
    Resources:
      Api:
        Type: AWS::ApiGateway::RestApi
        Properties: {Name: !Ref Environment, EndpointConfiguration: {Types: [REGIONAL]}}
      Stage:
        Type: AWS::ApiGateway::Stage
        Properties: {RestApiId: !Ref Api, StageName: api, DeploymentId: !Ref ApiDeployment}
      BodyValidator:
        Type: AWS::ApiGateway::RequestValidator
        Properties: {RestApiId: !Ref Api, ValidateRequestBody: true}
      ParametersValidator:
        Type: AWS::ApiGateway::RequestValidator
        Properties: {RestApiId: !Ref Api, ValidateRequestParameters: true}
    Outputs:
      ApiId: {Value: !Ref Api}
"""

FRAGMENT = """
    Metadata: {Stackyard: {Stack: api}}
    Parameters:
      Environment: {Type: String}
    Resources:
      BuyFunction:
        Type: AWS::Lambda::Function
        Properties:
          Code: .
          Handler: handler.handler
          Runtime: python3.13
          Role: !GetAtt BuyRole.Arn
      BuyRole:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: 2012-10-17
            Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""

OPENAPI = """
    openapi: 3.0.3
    info: {title: buy, version: "1"}
    paths:
      /v1/orders:
        post:
          operationId: buy
          security: [{apiKey: []}]
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [article]
                  additionalProperties: false
                  properties: {article: {type: string, maxLength: 64}}
          responses: {"200": {description: bought}}
"""


@dataclass(frozen=True)
class Repository:
    """A repository under construction; every method that writes gives the repository back."""

    root: Path

    def write(self, path: str, text: str) -> Repository:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return self

    def change(self, path: str, old: str, new: str) -> Repository:
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")
        return self

    def function(self, name: str, openapi: str = "") -> Repository:
        """Add one more function whose logical ids begin with its name."""
        self.write(f"lambdas/shop/{name}/resources.yaml", FRAGMENT.replace("Buy", name.capitalize()))
        self.write(f"lambdas/shop/{name}/handler.py", "def handler(event, context):\n    return event\n")
        return self.write(f"lambdas/shop/{name}/openapi.yaml", openapi) if openapi else self

    def compose(self, environment: str = "local") -> ComposedSystem:
        return compose(self.root, "shop", environment, self.root / "build")

    def resources(self) -> dict[str, Any]:
        return self.compose().stacks["api"].document["Resources"]

    def fault(self) -> str:
        """Compose and give the text of the error, which there must be."""
        with pytest.raises(StackyardError) as caught:
            self.compose()
        return str(caught.value)


def shop(root: Path) -> Repository:
    """Write the whole system: one stack `api` and the function `buy` that serves `POST /v1/orders`."""
    return Repository(root).write("templates/shop/api.yaml", FRAME).function("buy", OPENAPI)


def openapi_of(paths: str, more: str = "") -> str:
    """Give an OpenAPI document with these paths, written as YAML in flow style."""
    return f"openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {paths}\n{more}\n"


@pytest.fixture
def empty_repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return shop(tmp_path)
