"""The line that a failed resource comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.apply.places import Places
from stackyard.plan import Template

from tests.fakes.stacks import make_spec

FRAME = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n  Queue: {Type: AWS::SQS::Queue}\n"
FRAGMENT = "Metadata:\n  Stackyard: {Stack: %s}\nResources:\n  %s:\n    Type: AWS::Lambda::Function\n"
COMPOSED = "# Composed\nResources:\n  Queue: {Type: AWS::SQS::Queue}\n  GetMethod: {Type: AWS::ApiGateway::Method}\n"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    files = {
        "templates/shop/api.yaml": FRAME,
        "lambdas/shop/buy/resources.yaml": FRAGMENT % ("api", "BuyFunction"),
        "lambdas/shop/count/resources.yaml": FRAGMENT % ("other", "CountFunction"),
        "lambdas/shop/broken/resources.yaml": "Resources: [",
        "build/dev/shop/api.packaged.yaml": COMPOSED,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return Places(make_spec("api", template=Template.read(tmp_path / "build/dev/shop/api.packaged.yaml")), tmp_path)


@pytest.mark.parametrize(
    ("resource", "place"),
    [
        ("Queue", "templates/shop/api.yaml:4"),
        ("BuyFunction", "lambdas/shop/buy/resources.yaml:4"),
        ("GetMethod", "build/dev/shop/api.packaged.yaml:4"),
        ("CountFunction", ""),
        ("Nobody", ""),
    ],
)
def test_resource__stands_where_somebody_wrote_it(places: Places, resource: str, place: str) -> None:
    assert places(resource) == place


def test_template_without_a_file__has_no_lines() -> None:
    assert Places(make_spec("api"), Path("/nowhere"))("Queue") == ""
