"""A bucket's remembered name saves a question, and never leads a write astray; CloudFormation and S3 are moto's."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from stackyard.package.bucket.environment_bucket import NoBucketYet, artifact_bucket
from stackyard.package.bucket.listed_bucket import ListedBucket, remember_name
from stackyard.package.cli import main
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.pipeline import Packager
from stackyard.package.settings import PackageSettings
from stackyard.package.told.packaged import UNCHANGED, UPLOADED
from stackyard.python.interpreters import Interpreters
from stackyard.target import Target

from tests.fakes.stacks import make_target

TEMPLATE: dict[str, Any] = {
    "Resources": {"ArtifactsBucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}},
    "Outputs": {"ArtifactsBucket": {"Value": {"Ref": "ArtifactsBucket"}}},
}


@pytest.fixture
def target(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with mock_aws():
        yield make_target()


@pytest.fixture
def memory(tmp_path):
    return tmp_path / "memory" / "bucket.json"


def deploy(target: Target) -> str:
    """Make the foundation, and give its bucket's name."""
    cloudformation = target.client("cloudformation")
    name = target.stack_name("foundation", "base")
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(TEMPLATE))
    outputs = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["Outputs"]
    return str(outputs[0]["OutputValue"])


def destroy(target: Target) -> None:
    target.client("cloudformation").delete_stack(StackName=target.stack_name("foundation", "base"))


def is_remembered(bucket: Any) -> bool:
    return isinstance(bucket, ListedBucket)


def test_first_time__cloudformation_is_asked(target, memory):
    name = deploy(target)
    bucket = artifact_bucket(target, memory)
    assert (bucket.name, is_remembered(bucket)) == (name, False)


def test_second_time__the_bucket_is_looked_into_at_once(target, memory):
    name = deploy(target)
    artifact_bucket(target, memory).note("artifacts/a.zip")
    bucket = artifact_bucket(target, memory)
    assert (bucket.name, is_remembered(bucket)) == (name, True)
    held = bucket.held()
    assert held is not None
    assert list(held.artifacts) == ["artifacts/a.zip"]
    assert bucket.confirmed() is bucket


def test_without_a_memory__cloudformation_is_asked_each_time(target):
    deploy(target)
    assert not is_remembered(artifact_bucket(target))
    assert not is_remembered(artifact_bucket(target))


def test_bucket_that_is_gone__is_asked_for(target, memory):
    target.client("s3").delete_bucket(Bucket=deploy(target))
    artifact_bucket(target, memory)
    assert not is_remembered(artifact_bucket(target, memory))


def test_bucket_that_stayed_when_its_environment_went__is_not_confirmed(target, memory):
    deploy(target)
    artifact_bucket(target, memory)
    destroy(target)
    bucket = artifact_bucket(target, memory)
    assert is_remembered(bucket)
    with pytest.raises(NoBucketYet, match="not deployed yet"):
        bucket.confirmed()


def test_environment_that_was_made_again__has_its_new_bucket_confirmed(target, memory):
    old = deploy(target)
    artifact_bucket(target, memory)
    destroy(target)
    new = deploy(target)
    assert artifact_bucket(target, memory).name == old
    assert artifact_bucket(target, memory).confirmed().name == new
    assert artifact_bucket(target, memory).name == new  # remembered by now


@pytest.mark.parametrize(
    "change", [{"prefix": "other"}, {"region": "eu-west-1"}, {"partition": "aws-cn"}, {"account": "210987654321"}]
)
def test_memory_of_another_target__does_not_count(target, memory, change):
    remember_name(make_target(**change), memory, deploy(target))
    assert not is_remembered(artifact_bucket(target, memory))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"target": 1, "name": "a"}', "\x00"])
def test_damaged_memory__is_like_none(target, memory, content):
    deploy(target)
    artifact_bucket(target, memory)
    memory.write_text(content)
    assert not is_remembered(artifact_bucket(target, memory))
    assert is_remembered(artifact_bucket(target, memory))


@pytest.mark.parametrize("name", ["Not A Bucket", "../other", 7, None, ""])
def test_name_that_no_bucket_has__is_not_asked_about(target, memory, name):
    deploy(target)
    artifact_bucket(target, memory)
    memory.write_text(json.dumps({**json.loads(memory.read_bytes()), "name": name}))
    assert not is_remembered(artifact_bucket(target, memory))


class TestPackaging:
    """What packaging does with a bucket whose name was remembered."""

    @pytest.fixture
    def package(self, target, memory, repository):
        settings, cache = PackageSettings("x86_64", "python3.13"), repository.root.parent / "cache"
        root = repository.root

        def run(**options: Any) -> Any:
            packager = Packager(root, root / "build", "dev", settings, DependencyCache(cache), Interpreters())
            return packager.package([repository.compose()], artifact_bucket(target, memory), **options)

        return run

    @staticmethod
    def keys(bucket: str) -> list[str]:
        listed = boto3.client("s3", region_name="eu-central-1").list_objects_v2(Bucket=bucket)
        return [one["Key"] for one in listed.get("Contents", [])]

    def test_new_artifacts__go_into_the_environment_as_it_is_now(self, target, package, repository):
        old = deploy(target)
        package()
        before = self.keys(old)
        destroy(target)
        new = deploy(target)
        repository.write("lambdas/shop/buy/handler.py", "def handler(event, context):\n    return 2\n")
        packaged = package()
        assert packaged.bucket == new
        assert packaged.functions["shop"]["buy"].state == UPLOADED
        assert (self.keys(old), len(self.keys(new))) == (before, 1)
        assert new in Path(packaged.templates["shop"]["api"]).read_text()

    def test_nothing_new__asks_and_writes_nothing(self, target, package):
        name = deploy(target)
        package()
        destroy(target)  # whoever asks is told that there is no such environment
        packaged = package()
        assert packaged.functions["shop"]["buy"].state == UNCHANGED
        assert packaged.bucket == name

    def test_check__plans_for_the_environment_as_it_is_now(self, target, package, repository):
        deploy(target)
        package()
        destroy(target)
        new = deploy(target)
        repository.write("lambdas/shop/buy/handler.py", "def handler(event, context):\n    return 2\n")
        assert package(check=True).bucket == new
        assert self.keys(new) == []


def test_command__says_when_the_environment_is_gone_though_its_bucket_is_there(target, repository, capsys, monkeypatch):
    monkeypatch.setenv("STACKYARD_CACHE", str(repository.root.parent / "cache"))
    settings = {
        "stackyard_target": asdict(target),
        "stackyard_systems": ["shop"],
        "stackyard_package": asdict(PackageSettings("x86_64", "python3.13", bytecode=False)),
        "build_target_folder": str(repository.root / "build"),
    }

    def package() -> str:
        assert main(["--env", "dev"], root=repository.root, settings_of=lambda _environment, _names: settings) == 0
        return str(capsys.readouterr().out)

    deploy(target)
    assert "1 uploaded" in package()
    destroy(target)
    assert "1 unchanged" in package()
    repository.write("lambdas/shop/buy/handler.py", "def handler(event, context):\n    return 2\n")
    assert "not uploaded: the environment is not deployed yet" in package()
