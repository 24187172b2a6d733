from __future__ import annotations

from pathlib import Path

import pytest

from embedded.partition import PARTITIONS, WrongPartitionError, claim, named, owner


@pytest.mark.parametrize(
    ("partition", "region", "belongs"),
    [
        ("aws", "eu-central-1", True),
        ("aws", "us-east-1", True),
        ("aws", "cn-north-1", False),
        ("aws-cn", "cn-northwest-1", True),
        ("aws-cn", "eu-central-1", False),
        ("aws-cn", "xcn-north-1", False),
    ],
)
def test_region__belongs_to_one_partition(partition: str, region: str, belongs: bool) -> None:
    assert named(partition).has_region(region) is belongs


def test_partitions__share_neither_ports_nor_names() -> None:
    for attribute in ("name", "port", "region", "url_suffix"):
        assert len({getattr(partition, attribute) for partition in PARTITIONS.values()}) == len(PARTITIONS)


def test_claimed_folder__stays_with_its_partition(tmp_path: Path) -> None:
    claim(tmp_path, named("aws-cn"))
    claim(tmp_path, named("aws-cn"))

    with pytest.raises(WrongPartitionError, match="is one of aws-cn, not aws"):
        claim(tmp_path, named("aws"))
    assert owner(tmp_path) == named("aws-cn")
