"""The partition of AWS that an account belongs to: the facts that differ, and the one that this process emulates.

ARNs, host names and regions are the same in all regions of a partition and shared with no other one. So a server
emulates one partition for as long as it lives; the variable STACKYARD_PARTITION names it, and code that writes an ARN
or a host name asks `HERE` for them.
A folder that keeps the state of a server belongs to the server's partition: what was saved is full of its ARNs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "STACKYARD_PARTITION"


@dataclass(frozen=True)
class Partition:
    """What tells one partition from another.

    `region` and `port` are those of a server that nobody gives others; `regions` matches the names of all its regions,
    and `listed` are those that accounts are told of, where MiniStack does not know them.
    """

    name: str
    url_suffix: str
    region: str
    port: int
    regions: re.Pattern[str]
    listed: tuple[str, ...] = ()

    @property
    def arns(self) -> str:
        """How every ARN begins, such as `arn:aws-cn`."""
        return f"arn:{self.name}"

    def has_region(self, region: str) -> bool:
        """Whether a region is, or may once be, one of this partition."""
        return self.regions.fullmatch(region) is not None


# The patterns are those by which the SDKs of AWS tell partitions apart.
PARTITIONS: Mapping[str, Partition] = {
    partition.name: partition
    for partition in (
        Partition(
            "aws",
            "amazonaws.com",  # stackyard: E9102 because this is where partitions are told apart
            "eu-central-1",
            4580,
            re.compile(r"aws-global|(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+"),
        ),
        Partition(
            "aws-cn",
            "amazonaws.com.cn",  # stackyard: E9102 because of the same
            "cn-north-1",
            4581,
            re.compile(r"aws-cn-global|cn-\w+-\d+"),
            ("cn-north-1", "cn-northwest-1"),
        ),
    )
}
DEFAULT = PARTITIONS["aws"]


class UnknownPartitionError(ValueError):
    """No partition of that name is emulated; the message lists those that are."""


def named(name: str) -> Partition:
    """The partition of a name; UnknownPartitionError for any other."""
    if name not in PARTITIONS:
        raise UnknownPartitionError(f"no such partition; given: {name}. Choose from: {', '.join(PARTITIONS)}")
    return PARTITIONS[name]


HERE = named(os.environ.get(VARIABLE) or DEFAULT.name)
_MARK = "partition"


class WrongPartitionError(RuntimeError):
    """The state in a folder is that of an account in another partition."""


def owner(state: Path) -> Partition | None:
    """The partition that a state folder belongs to; None when it holds no state yet.

    A state without a mark is older than the marks, from when there was one partition.
    """
    try:
        return named((state / _MARK).read_text().strip())
    except OSError:
        return DEFAULT if (state / "saved").is_dir() else None


def claim(state: Path, partition: Partition) -> None:
    """Makes a state folder one of `partition`; WrongPartitionError when it is one of another already."""
    found = owner(state)
    if found not in {None, partition}:
        raise WrongPartitionError(f"the state in {state} is one of {found.name if found else ''}, not {partition.name}")
    (state / _MARK).write_text(f"{partition.name}\n")
