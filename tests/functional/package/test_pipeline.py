from __future__ import annotations

import io
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from stackyard.compose import compose
from stackyard.errors import StackyardError
from stackyard.package.bucket.artifact_bucket import ArtifactBucket, hot_note
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.pipeline import Packager
from stackyard.package.settings import PackageSettings
from stackyard.package.told.packaged import BUILT, PLANNED, UNCHANGED, UPLOADED, Packaged
from stackyard.python.interpreters import Interpreters
from stackyard.templates.documents import load

from tests.repository import FRAGMENT, shop

BUCKET = "artifacts-of-shop"


@pytest.fixture
def s3():
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        client.create_bucket(Bucket=BUCKET)
        yield client


def packager_of(repository, cache=None, interpreters=None, **settings):
    wanted = PackageSettings("x86_64", "python3.13", **settings)
    folder = cache or repository.root.parent / "cache"
    return Packager(
        repository.root,
        repository.root / "build",
        "local",
        wanted,
        DependencyCache(folder),
        interpreters or Interpreters(),
    )


def package(repository, s3, *, bucket=BUCKET, check=False, only=None, **options):
    artifacts = ArtifactBucket(s3, bucket) if bucket else None
    return packager_of(repository, **options).package([repository.compose()], artifacts, check=check, only=only)


def held(s3):
    return {item["Key"] for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])}


def states(packaged):
    return {name: function.state for name, function in packaged.functions["shop"].items()}


def test_new_function__is_uploaded_and_named_in_its_template(repository, s3):
    packaged = package(repository, s3)
    buy = packaged.functions["shop"]["buy"]
    assert buy.state == UPLOADED
    document = load(packaged.templates["shop"]["api"].read_text(), "api.packaged.yaml")
    code = document["Resources"]["BuyFunction"]["Properties"]["Code"]
    content = s3.get_object(Bucket=code["S3Bucket"], Key=code["S3Key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["handler.py"]
    assert len(content) == buy.packed_bytes


def test_functions_of_two_systems__share_a_package_and_only_its_users_change_with_it(repository, s3):
    repository.write("templates/mail/api.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}\n")
    for system in ("shop", "mail"):
        repository.write(f"lambdas/{system}/send/resources.yaml", FRAGMENT.replace("Buy", "Send"))
        repository.write(f"lambdas/{system}/send/handler.py", "from kit import words\ndef handler(e, c): ...\n")
    repository.write("lambdas/shared/kit/__init__.py", "").write("lambdas/shared/kit/words.py", "A = 1\n")

    def packaged():
        systems = [compose(repository.root, name, "local", repository.root / "build") for name in ("mail", "shop")]
        return packager_of(repository).package(systems, ArtifactBucket(s3, BUCKET))

    assert [entry.name for entry in packaged().plans[0].content.shared] == ["kit/__init__.py", "kit/words.py"]
    repository.write("lambdas/shared/kit/words.py", "A = 2\n")
    changed = "shared module lambdas/shared/kit/words.py changed"
    assert packaged().rebuilt == {"mail/send": [changed], "shop/send": [changed]}


def test_second_run__uploads_and_zips_nothing(repository, s3):
    package(repository, s3)
    for path in (repository.root.parent / "cache/zips").iterdir():
        path.unlink()
    packaged = package(repository, s3)
    assert states(packaged) == {"buy": UNCHANGED}
    assert list((repository.root.parent / "cache/zips").iterdir()) == []
    assert packaged.summary() == "1 function: 1 unchanged"


def test_change_of_one_function__uploads_only_that_one(repository, s3):
    repository.function("sell")
    repository.write("lambdas/shop/sell/other.py", "a = 1\n")
    package(repository, s3)
    repository.write("lambdas/shop/sell/other.py", "a = 2\n")
    packaged = package(repository, s3)
    assert states(packaged) == {"buy": UNCHANGED, "sell": UPLOADED}
    assert packaged.summary() == f"2 functions: 1 uploaded ({sum(packaged.zipped.values())} bytes), 1 unchanged"
    assert packaged.rebuilt == {"shop/sell": ["lambdas/shop/sell/other.py changed"]}


def test_functions_of_equal_content__share_an_artifact(repository, s3):
    repository.function("sell")
    package(repository, s3)
    assert len(held(s3)) == 1


def test_bucket_that_lost_an_artifact__gets_it_again(repository, s3):
    key = package(repository, s3).functions["shop"]["buy"].key
    s3.delete_object(Bucket=BUCKET, Key=key)
    assert states(package(repository, s3)) == {"buy": UPLOADED}
    assert held(s3) == {key}


def test_check_mode__plans_and_writes_nothing(repository, s3):
    packaged = package(repository, s3, check=True)
    assert states(packaged) == {"buy": PLANNED}
    assert held(s3) == set()
    assert packaged.has(PLANNED)
    assert not packaged.has(UPLOADED)


def test_bucket_that_nobody_knows_yet__keeps_what_is_built_here(repository, s3):
    packaged = package(repository, s3, bucket="")
    assert states(packaged) == {"buy": BUILT}
    document = load(packaged.templates["shop"]["api"].read_text(), "api.packaged.yaml")
    assert document["Resources"]["BuyFunction"]["Properties"]["Code"]["S3Bucket"] == "known-after-deploy"
    key = packaged.functions["shop"]["buy"].key
    assert (repository.root.parent / "cache/zips" / Path(key).name).is_file()


def test_bucket_that_is_not_there__is_a_plan_in_check_mode_and_an_error_otherwise(repository, s3):
    assert states(package(repository, s3, bucket="nowhere", check=True)) == {"buy": PLANNED}
    with pytest.raises(StackyardError, match="the artifact bucket does not exist"):
        package(repository, s3, bucket="nowhere")


def test_syntax_error_of_one_function__keeps_all_of_them_from_being_uploaded(repository, s3):
    repository.function("sell").write("lambdas/shop/sell/other.py", "a = = 1\n")
    with pytest.raises(StackyardError, match=r"lambdas/shop/sell/other\.py:1: invalid syntax"):
        package(repository, s3)
    assert held(s3) == set()


def test_two_runs_that_saw_the_same_empty_bucket__both_end_well(repository, s3):
    packaged = package(repository, s3)
    key = packaged.functions["shop"]["buy"].key
    ArtifactBucket(s3, BUCKET).put({key: repository.root.parent / "cache/zips" / Path(key).name})
    assert held(s3) == {key}


def test_two_runs_at_once__both_end_well(repository, s3):
    for name in ("sell", "lend", "rent"):
        repository.function(name).write(f"lambdas/shop/{name}/name.py", f"NAME = '{name}'\n")
    composed = repository.compose()

    def run(_: int) -> Packaged:
        return packager_of(repository).package([composed], ArtifactBucket(s3, BUCKET))

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, range(2))
    assert first.templates == second.templates
    assert held(s3) == {function.key for function in first.functions["shop"].values()}


def test_selected_function__is_the_only_one_that_is_uploaded(repository, s3):
    repository.function("sell").write("lambdas/shop/sell/name.py", "NAME = 'sell'\n")
    packaged = package(repository, s3, only={"shop/sell"})
    assert states(packaged) == {"sell": UPLOADED}
    assert held(s3) == {packaged.functions["shop"]["sell"].key}
    assert states(package(repository, s3)) == {"buy": UPLOADED, "sell": UNCHANGED}


def test_notes_of_functions_updated_in_place__are_given(repository, s3):
    ArtifactBucket(s3, BUCKET).note(hot_note("shop/buy"))
    assert package(repository, s3).hot == {"shop/buy"}


def test_function_that_is_gone__is_forgotten_and_told_anew_when_it_comes_back(repository, s3):
    repository.function("sell").write("lambdas/shop/sell/name.py", "NAME = 'sell'\n")
    package(repository, s3)
    folder = repository.root / "lambdas/shop/sell"
    folder.rename(repository.root / "away")
    package(repository, s3)
    (repository.root / "away").rename(folder)
    repository.write("lambdas/shop/sell/name.py", "NAME = 'sale'\n")
    assert package(repository, s3).rebuilt == {"shop/sell": ["packaged here for the first time"]}


def test_what_nobody_used_for_a_month__is_pruned_from_the_cache_once_a_day(repository, s3, tmp_path):
    cache = tmp_path / "cache"
    old = [cache / "zips/old.zip", cache / "bytecode/cpython-313/old.pyc"]

    def put() -> None:
        for path in old:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            os.utime(path, (1, 1))

    put()
    package(repository, s3, cache=cache)
    assert not any(path.exists() for path in old)
    put()
    package(repository, s3, cache=cache)
    assert all(path.exists() for path in old)


def test_budget__is_held_against_every_function_before_anything_is_uploaded(repository, s3):
    with pytest.raises(StackyardError, match=r'above the budget of 0 MB for "shop/\*"'):
        package(repository, s3, budgets_mb={"shop/*": 0})
    assert held(s3) == set()


def test_other_checkout_of_the_same_content__names_the_same_artifact(repository, s3, tmp_path_factory):
    first = package(repository, s3).functions["shop"]["buy"].key
    second = package(shop(tmp_path_factory.mktemp("other")), s3, cache=tmp_path_factory.mktemp("cache"))
    assert second.functions["shop"]["buy"].key == first
    assert states(second) == {"buy": UNCHANGED}


def test_facts__are_composes_with_artifacts_and_packaged_templates_added(repository, s3):
    composed = repository.compose()
    facts = package(repository, s3).facts([composed])["shop"]
    assert facts["stacks"]["api"]["packaged"].endswith("build/local/shop/api.packaged.yaml")
    assert facts["stacks"]["api"]["functions"] == ["buy"]
    assert facts["functions"]["buy"]["artifact"]["state"] == UPLOADED
    assert facts["functions"]["buy"]["logical_id"] == "BuyFunction"
