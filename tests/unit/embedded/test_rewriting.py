from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import rewriting
from embedded.partition import named
from embedded.rewriting import rewrite

CHINA = named("aws-cn")


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ('f"arn:aws:sqs:{region}:1:q"', 'f"arn:aws-cn:sqs:{region}:1:q"'),
        ('spec.partition != "aws"', 'spec.partition != "aws-cn"'),
        ('"AWS::Partition": "aws",', '"AWS::Partition": "aws-cn",'),
        ('"AWS::URLSuffix": "amazonaws.com",', '"AWS::URLSuffix": "amazonaws.com.cn",'),
        (
            'f"{api}.execute-api.{get_region()}.amazonaws.com/x"',
            'f"{api}.execute-api.{get_region()}.amazonaws.com.cn/x"',
        ),
        ('f"{x}.{get_region()}.elb.amazonaws.com"', 'f"{x}.{get_region()}.elb.amazonaws.com.cn"'),
        ('f"{b}.s3-website-{get_region()}.amazonaws.com"', 'f"{b}.s3-website.{get_region()}.amazonaws.com.cn"'),
        (
            '_REGIONS_LIST = [\n    "us-east-1"]',
            "_REGIONS_LIST = ['cn-north-1', 'cn-northwest-1'] or [\n    \"us-east-1\"]",
        ),
        ('{"name": "us-east-1a"}, {"name": "us-east-1b"}', '{"name": "cn-north-1a"}, {"name": "cn-north-1b"}'),
        (r'r"s3(?:[.-][a-z]+)?\.amazonaws\.com$"', r'r"s3(?:[.-][a-z]+)?\.amazonaws\.com\.cn$"'),
    ],
)
def test_literal_of_the_commercial_partition__is_that_of_the_other(source: str, rewritten: str) -> None:
    assert rewrite(source, CHINA) == rewritten


@pytest.mark.parametrize(
    "source",
    [
        '"lambda.amazonaws.com"',
        'f"{service}.amazonaws.com"',
        '"http://sns.amazonaws.com/doc/2010-03-31/"',
        '"com.amazonaws.cloudtrail"',
        '".amazonaws.com.cn"',
        r'r"^arn:aws[a-z-]*:iam::"',
        'name.startswith("aws")',
    ],
)
def test_literal_that_is_the_same_everywhere__stays(source: str) -> None:
    assert rewrite(source, CHINA) == source


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with the name of MiniStack's, importable and rewritten."""
    folder = tmp_path / "sources/ministack"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "ministack"]:
        del sys.modules[name]


def imported(package: Path, cache: Path, source: str) -> str:
    (package / "names.py").write_text(source)
    rewriting.install(CHINA, cache)
    sys.modules.pop("ministack.names", None)
    return str(importlib.import_module("ministack.names").ARN)


def test_imported_module__is_rewritten_and_its_code_kept_for_the_next_time(package: Path, tmp_path: Path) -> None:
    assert imported(package, tmp_path / "cache", 'ARN = "arn:aws:s3:::b"\n') == "arn:aws-cn:s3:::b"

    assert len(list((tmp_path / "cache").glob("*.code"))) == 2
    assert imported(package, tmp_path / "cache", 'ARN = "arn:aws:s3:::b"\n') == "arn:aws-cn:s3:::b"
    assert len(list((tmp_path / "cache").glob("*.code"))) == 2


def test_changed_module__is_compiled_anew(package: Path, tmp_path: Path) -> None:
    imported(package, tmp_path / "cache", 'ARN = "arn:aws:s3:::b"\n')

    assert imported(package, tmp_path / "cache", 'ARN = "arn:aws:s3:::c"\n') == "arn:aws-cn:s3:::c"
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_torn_cache__is_no_obstacle(package: Path, tmp_path: Path) -> None:
    imported(package, tmp_path / "cache", 'ARN = "arn:aws:s3:::b"\n')
    for kept in (tmp_path / "cache").glob("*.code"):
        kept.write_bytes(kept.read_bytes()[:10])

    assert imported(package, tmp_path / "cache", 'ARN = "arn:aws:s3:::b"\n') == "arn:aws-cn:s3:::b"


def test_cache_that_cannot_be_written__only_costs_time(package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert imported(package, tmp_path / "file/cache", 'ARN = "arn:aws:s3:::b"\n') == "arn:aws-cn:s3:::b"
