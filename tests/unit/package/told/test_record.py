from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from stackyard.compose.model import ComposedFunction
from stackyard.package.contents.function import FunctionContent
from stackyard.package.layers.layering import FunctionPlan
from stackyard.package.model import Artifact, Entry, Platform
from stackyard.package.told.record import FILE, FunctionRecord, read_records, record_of, write_records

BUY = FunctionRecord(
    "d1",
    "python3.13",
    "arm64",
    own={"lambdas/shop/buy/handler.py": "aa"},
    include=[],
    exclude=["*.md"],
    provided=[],
    layers=[],
)


def entry(path: Path, sha256: str, *, executable: bool = False) -> Entry:
    return Entry(path.name, path, 1, sha256, executable)


def plan_of(root: Path, *, sha256: str = "a" * 64, executable: bool = False) -> FunctionPlan:
    platform = Platform("arm64", "python3.13")
    function = ComposedFunction("buy", "shop", str(root / "lambdas/shop/buy"), "api", "BuyFunction", "handler.handler")
    own = (entry(root / "lambdas/shop/buy/handler.py", sha256, executable=executable),)
    shared = (entry(root / "lambdas/shop/shared/shop/money.py", "b" * 64),)
    content = FunctionContent(function, platform, own, shared, None)
    layer = Artifact("layer of shop/shared", shared, (), platform, "python/")
    return FunctionPlan(content, Artifact("shop/buy", own, (), platform, bytecode="cpython-313"), (layer,), ())


def test_record_of_a_plan__names_files_by_their_place_in_the_repository(tmp_path):
    record = record_of(plan_of(tmp_path), tmp_path, packages={"numpy": "2.1"}, provided=["six", "boto3"])
    assert record.own == {"lambdas/shop/buy/handler.py": "a" * 16}
    assert record.shared == {"lambdas/shop/shared/shop/money.py": "b" * 16}
    assert (record.runtime, record.architecture, record.bytecode) == ("python3.13", "arm64", "cpython-313")
    assert (record.layers, record.provided) == (["shop/shared"], ["boto3", "six"])


def test_record_of_another_content__has_another_digest_and_mark(tmp_path):
    first, executable, other = (
        record_of(plan_of(tmp_path, **given), tmp_path, packages={})
        for given in ({}, {"executable": True}, {"sha256": "c" * 64})
    )
    assert len({record.digest for record in (first, executable, other)}) == 3
    assert len({str(record.own) for record in (first, executable, other)}) == 3


def test_written_records__are_read_again(tmp_path):
    records = {"shop/buy": BUY, "shop/sell": replace(BUY, digest="d2", exclude=[], packages={"numpy": "2.1"})}
    write_records(tmp_path, records)
    assert read_records(tmp_path) == records


def test_folder_without_record__has_none(tmp_path):
    assert read_records(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"version": 0, "functions": {}}',
        b'{"version": 1, "functions": []}',
        b'{"version": 1, "functions": {"shop/buy": {}}}',
        b'{"version": 1, "functions": {"shop/buy": null}}',
    ],
)
def test_damaged_record_or_one_of_another_version__is_like_none(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    assert read_records(tmp_path) == {}


@pytest.mark.parametrize(("part", "value"), [("own", []), ("digest", 1), ("exclude", "*.md"), ("packages", {"a": 1})])
def test_record_with_a_part_of_another_kind__is_like_none(tmp_path, part, value):
    write_records(tmp_path, {"shop/buy": BUY})
    document = json.loads((tmp_path / FILE).read_text())
    document["functions"]["shop/buy"][part] = value
    (tmp_path / FILE).write_text(json.dumps(document))
    assert read_records(tmp_path) == {}
