from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stackyard.package.artifacts.archive import write_zip
from stackyard.package.contents.files import entry
from stackyard.package.contents.function import FunctionContent
from stackyard.package.layers.layering import FunctionPlan, lay_out
from stackyard.package.layers.rewrite import packaged_template
from stackyard.package.model import Artifact, Entry, Platform
from stackyard.templates.documents import load

from embedded.lifecycle.environment import REGION
from tests.contract.embedded_server import FUNCTION_SECONDS, DeployError, EmbeddedServer
from tests.repository import Repository, shop

HANDLER = """
    import answer
    def handler(event, context):
        return [answer.VALUE, answer.__file__]
"""
PLATFORM = Platform("x86_64", "python3.13")
BROKEN = """Resources:
  Broken:
    Type: AWS::Lambda::LayerVersion
    DependsOn: BuyFunction
    Properties: {Content: {S3Bucket: none, S3Key: none}}"""


class Shop:
    """The invented shop, whose function finds `answer` in a layer; each deployment packages it by the kit's code."""

    def __init__(self, server: EmbeddedServer, repository: Repository, build: Path) -> None:
        self.server, self.repository, self.build = server, repository, build
        self.stack = f"shop-{uuid.uuid4().hex[:8]}"
        self.bucket = with_bucket(server)
        self.gone = False

    def deploy(self, value: int) -> dict[str, Any]:
        """Deploy the stack with this value in the layer; give its template."""
        self.repository.write("lambdas/shop/shared/answer.py", f"VALUE = {value}\n")
        composed = self.repository.compose()
        function = composed.functions["buy"]
        own, shared = (self._entry("buy", "handler.py"),), (self._entry("shared", "answer.py"),)
        [plan] = lay_out([FunctionContent(function, PLATFORM, own, shared, None)], 1, lambda _: "")
        self._upload(plan)
        path = packaged_template(composed, composed.stacks["api"], self.bucket, {"buy": plan})
        template = load(path.read_text(), path.name)
        self.server.deploy(self.stack, template, {"Environment": self.stack})
        return template

    def function(self) -> str:
        client = self.server.client("cloudformation")
        found = client.describe_stack_resource(StackName=self.stack, LogicalResourceId="BuyFunction")
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def answer(self, version: str = "") -> Any:
        """The value that the function finds, and the file that it comes from."""
        answer, error = self.server.invoke(self.function() + version)
        assert error is None, answer
        return answer

    def layers(self) -> list[dict[str, Any]]:
        """The layer versions of this stack that can be attached."""
        client = self.server.client("lambda")
        names = [layer["LayerName"] for layer in client.list_layers()["Layers"] if self.stack in layer["LayerName"]]
        return [version for name in names for version in client.list_layer_versions(LayerName=name)["LayerVersions"]]

    def remove(self) -> None:
        self.server.delete(self.stack)
        self.gone = True

    def _entry(self, folder: str, name: str) -> Entry:
        return entry(name, self.repository.root / "lambdas/shop" / folder / name)

    def _upload(self, plan: FunctionPlan) -> None:
        for artifact in plan.artifacts:
            zipped = self.build / artifact.key
            write_zip(_placed(artifact), zipped)
            self.server.client("s3").put_object(Bucket=self.bucket, Key=artifact.key, Body=zipped.read_bytes())


def layer(bucket: str, key: str) -> dict[str, Any]:
    return {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": {"S3Bucket": bucket, "S3Key": key}}}


def _placed(artifact: Artifact) -> list[Entry]:
    return [
        Entry(f"{artifact.prefix}{found.name}", found.path, found.size, found.sha256) for found in artifact.entries()
    ]


@pytest.fixture
def kit(repaired: EmbeddedServer, tmp_path: Path) -> Iterator[Shop]:
    repository = shop(tmp_path / "repository").write("lambdas/shop/buy/handler.py", HANDLER)
    repository.change("lambdas/shop/buy/resources.yaml", "Code: .", f"Code: .\n      Timeout: {FUNCTION_SECONDS}")
    made = Shop(repaired, repository, tmp_path / "build")
    yield made
    if not made.gone:
        made.remove()


def with_bucket(server: EmbeddedServer) -> str:
    name = f"artifacts-{uuid.uuid4().hex[:8]}"
    server.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def test_stock__makes_a_layer_of_an_object_that_is_not_there(stock: EmbeddedServer) -> None:
    stock.deploy("stock-layer", {"Resources": {"Layer": layer(with_bucket(stock), "missing.zip")}})


def test_layer_of_an_object_that_is_not_there__fails_the_stack_with_its_name(kit: Shop) -> None:
    with pytest.raises(DeployError, match=rf"Layer: .*NoSuchKey.*s3://{kit.bucket}/missing\.zip"):
        kit.server.deploy(kit.stack, {"Resources": {"Layer": layer(kit.bucket, "missing.zip")}})

    assert kit.layers() == []
    kit.gone = True


def test_layer_of_an_object_that_is_no_archive__fails_the_stack(kit: Shop) -> None:
    kit.server.client("s3").put_object(Bucket=kit.bucket, Key="readme", Body=b"not a zip")

    with pytest.raises(DeployError, match="Could not unzip uploaded file"):
        kit.server.deploy(kit.stack, {"Resources": {"Layer": layer(kit.bucket, "readme")}})

    assert kit.layers() == []
    kit.gone = True


def test_function__imports_what_its_layer_holds(kit: Shop) -> None:
    kit.deploy(1)

    value, place = kit.answer()
    assert value == 1
    assert place.endswith("/python/answer.py")


def test_layer_of_other_content__replaces_the_old_one_under_the_same_function(kit: Shop) -> None:
    before = kit.deploy(1)
    first = kit.layers()
    after = kit.deploy(2)

    assert kit.answer()[0] == 2
    [layer_version] = kit.layers()
    assert layer_version["LayerVersionArn"] != first[0]["LayerVersionArn"]
    code = [template["Resources"]["BuyFunction"]["Properties"]["Code"] for template in (before, after)]
    assert code[0] == code[1]


def test_replacement_that_fails__leaves_the_old_layer_in_place(kit: Shop) -> None:
    kit.deploy(1)
    before = kit.layers()
    kit.repository.change("templates/shop/api.yaml", "Resources:", BROKEN)

    with pytest.raises(DeployError):
        kit.deploy(2)

    assert kit.answer()[0] == 1
    assert kit.layers() == before


def test_published_version__works_on_after_its_layer_version_was_deleted(kit: Shop) -> None:
    kit.deploy(1)
    version = kit.server.client("lambda").publish_version(FunctionName=kit.function())["Version"]
    kit.deploy(2)

    assert kit.answer()[0] == 2
    assert kit.answer(f":{version}")[0] == 1


def test_removed_stack__leaves_no_layer_version_behind(kit: Shop) -> None:
    kit.deploy(1)

    kit.remove()

    assert kit.layers() == []


def test_properties_of_a_layer__are_all_read(kit: Shop) -> None:
    kit.deploy(1)

    assert [found for found in kit.server.control("GET", "/unread") if found["stack"] == kit.stack] == []
