from __future__ import annotations

from pathlib import Path

from stackyard.package.rewrite import packaged_template
from stackyard.template_yaml import load


def packaged(repository, bucket, stack="api"):
    composed = repository.compose()
    path = packaged_template(composed, composed.stacks[stack], bucket, {"buy": "artifacts/0a.zip"})
    return path, load(path.read_text(), path.name)


def test_code__names_the_artifact_and_nothing_else_changes(repository):
    path, document = packaged(repository, "bucket-of-artifacts")
    assert path.name == "api.packaged.yaml"
    code = document["Resources"]["BuyFunction"]["Properties"].pop("Code")
    assert code == {"S3Bucket": "bucket-of-artifacts", "S3Key": "artifacts/0a.zip"}
    composed = repository.compose().stacks["api"].document
    del composed["Resources"]["BuyFunction"]["Properties"]["Code"]
    assert document == composed


def test_bucket_that_nobody_knows_yet__has_a_name_that_says_so(repository):
    _, document = packaged(repository, "")
    assert document["Resources"]["BuyFunction"]["Properties"]["Code"]["S3Bucket"] == "known-after-deploy"


def test_stack_without_functions__is_deployed_as_composed(repository):
    repository.write("templates/shop/data.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}\n")
    path, _ = packaged(repository, "bucket-of-artifacts", "data")
    assert path == Path(repository.compose().stacks["data"].template)
