"""What is composed must be ordinary CloudFormation: the field's own checkers say so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository import Repository, openapi_of
from tests.sam_form import sam_shop

ROOT = Path(__file__).resolve().parents[3]
REGIONS = ("eu-central-1", "us-east-1", "cn-north-1", "cn-northwest-1")
SEARCH = """
    /v1/orders/{id}/lines:
      get:
        security: [{apiKey: []}]
        parameters:
          - {name: page, in: query, required: true, schema: {type: string}}
          - {name: X-Trace, in: header, schema: {type: string}}
        responses: {"200": {description: found}}
    /v1/orders:
      put:
        requestBody:
          content:
            "*/*": {schema: {$ref: "#/components/schemas/Order"}}
            application/json: {schema: {$ref: "#/components/schemas/Order"}}
        responses: {"200": {description: changed}}
    /:
      get:
        responses: {"200": {description: hello}}
"""
SCHEMAS = """
components:
  schemas:
    Order:
      type: object
      additionalProperties: false
      required: [lines]
      properties:
        lines: {type: array, maxItems: 10, items: {$ref: "#/components/schemas/Line"}}
        note: {type: string, nullable: true, maxLength: 100}
    Line: {type: object, example: {article: a}, properties: {article: {type: string, pattern: "^[a-z]+$"}}}
"""
MACHINE = """
      Weekly:
        Type: AWS::StepFunctions::StateMachine
        Properties:
          RoleArn: !GetAtt SearchRole.Arn
          Definition: weekly.asl.json
          DefinitionSubstitutions: {SearchArn: !GetAtt SearchFunction.Arn}
"""
ASL = """
    {"StartAt": "Search", "States": {"Search": {"Type": "Task", "Resource": "${SearchArn}", "End": true}}}
"""


@pytest.fixture
def composed(repository: Repository) -> Path:
    """A system that uses everything compose can do; the path of its template."""
    repository.function("search", openapi_of(SEARCH.replace("\n    ", "\n  "), SCHEMAS))
    fragment = (repository.root / "lambdas/shop/search/resources.yaml").read_text()
    repository.write("lambdas/shop/search/resources.yaml", fragment + MACHINE.replace("\n    ", "\n"))
    repository.write("lambdas/shop/search/weekly.asl.json", ASL)
    return Path(repository.compose().stacks["api"].template)


@pytest.fixture
def composed_from_sam(tmp_path: Path) -> Path:
    return Path(sam_shop(tmp_path).compose().stacks["api"].template)


@pytest.mark.parametrize("template", ["composed", "composed_from_sam"])
def test_composed_template__is_clean_for_cfn_lint_in_every_partition(request, template):
    path = str(request.getfixturevalue(template))
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", *REGIONS, "--template", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("template", ["composed", "composed_from_sam"])
def test_composed_template__is_valid_for_sam(request, template):
    path = str(request.getfixturevalue(template))
    command = [str(ROOT / ".envs/sam/bin/sam"), "validate", "--lint", "--template", path]
    settings = {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "eu-central-1"}
    done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
