"""MiniStack in another partition: its sources are rewritten while Python imports them.

MiniStack writes `arn:aws:` and `amazonaws.com` in hundreds of places and compares what it is given with them, so no
function that a repair could replace decides about the partition. What is compiled is therefore the source with other
literals. A rewritten module is the same in every line but those, and what it compiles to is kept beside the packages of
the environment, so that only the first start in a partition is slower. In `aws`, which MiniStack is written for,
nothing of this takes place.

Which literals stay, and why, is reviewed in `tests/contract/test_partition_literals.py`.
"""

from __future__ import annotations

import hashlib
import importlib.machinery
import importlib.util
import marshal
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType

from embedded.partition import Partition

_PACKAGE = "ministack"
# A host name that a region or a bucket is filled into, up to where its suffix begins. Names of services as principals
# and namespaces of XML documents have no region in them, and are the same in all partitions.
_HOST = (
    r"(?P<host>\{(?:[^{}]*(?:region|REGION|home|scope|split)[^{}]*|r|name)\}\.(?:[a-z]+\.)?"
    r"|\}\.s3\.|s3-global\.|\.elb\.|(?<=\{host\})\.)"
)


def rewrite(source: str, partition: Partition) -> str:
    """The source of a module of MiniStack with the literals of `partition`, line by line the same otherwise."""
    for pattern, replacement in _rules(partition):
        source = pattern.sub(replacement, source)
    return source


@lru_cache
def _rules(partition: Partition) -> list[tuple[re.Pattern[str], str]]:
    name, suffix = partition.name, partition.url_suffix
    in_patterns = re.escape(suffix).replace("\\", r"\\")  # sources that hold a pattern write `amazonaws\.com`
    rules = {
        r"\barn:aws:": f"{partition.arns}:",
        r"(partition (?:==|!=|=)) \"aws\"": rf'\1 "{name}"',
        r"(\"AWS::Partition\"|\"partition\"): \"aws\"": rf'\1: "{name}"',
        r"else \"aws\"$": f'else "{name}"',
        r"(\"AWS::URLSuffix\"): \"amazonaws\.com\"": rf'\1: "{suffix}"',
        # MiniStack knows the older of the two forms of these hosts, which has no counterpart in other partitions.
        r"s3-website-(\{get_region\(\)\})\.amazonaws\.com": rf"s3-website.\1.{suffix}",
        r"\.compute-1\.amazonaws\.com": rf".{partition.region}.compute.{suffix}",
        r"\.us-east-1\.amazonaws\.com": f".{partition.region}.{suffix}",
        _HOST + r"amazonaws\.com(?!\.)": rf"\g<host>{suffix}",
        r"(?<!\w)amazonaws\\\.com": in_patterns,
        # Lists of all regions: what stands in them stays, and is not looked at.
        r"^(_REGIONS_LIST = )\[$": rf"\1{list(partition.listed)!r} or [",
        r"^(_AWS_REGIONS = )\[$": rf"\1{[(one, 'opt-in-not-required') for one in partition.listed]!r} or [",
        r"\"us-east-1([ab])\"": rf'"{partition.region}\1"',
    }
    return [(re.compile(pattern, re.MULTILINE), replacement) for pattern, replacement in rules.items()]


def install(partition: Partition, cache: Path | None = None) -> None:
    """Has every module of MiniStack that is imported from now on rewritten for `partition`.

    `cache` is the folder that keeps compiled modules; by default one inside of the running environment.
    """
    folder = cache or Path(sys.prefix) / "rewritten" / partition.name
    sys.meta_path.insert(0, _Finder(partition, folder))


class _Finder(MetaPathFinder):
    def __init__(self, partition: Partition, cache: Path) -> None:
        self._partition, self._cache = partition, cache

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] != _PACKAGE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path, self._partition, self._cache)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, partition: Partition, cache: Path) -> None:
        super().__init__(fullname, path)
        self._partition, self._cache = partition, cache

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_data(self.path)
        kept = self._cache / f"{fullname}-{_digest(source, self._partition)}.code"
        with suppress(OSError, ValueError, EOFError, TypeError):  # a torn file is as good as none
            found = marshal.loads(kept.read_bytes())  # noqa: S302 - written below, where the sources themselves lie
            if isinstance(found, CodeType):
                return found
        compiled = self.source_to_code(rewrite(importlib.util.decode_source(source), self._partition), self.path)
        _keep(kept, marshal.dumps(compiled), instead_of=self._cache.glob(f"{fullname}-*.code"))
        return compiled


def _digest(source: bytes, partition: Partition) -> str:
    """What decides how a module compiles: its source, these rules and what they fill in, and the version of Python."""
    rules = Path(__file__).read_bytes() + repr(partition).encode() + (sys.implementation.cache_tag or "").encode()
    return hashlib.sha256(rules + b"\0" + source).hexdigest()[:32]


def _keep(file: Path, content: bytes, instead_of: Iterable[Path]) -> None:
    fresh = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # an environment that cannot be written only starts more slowly
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        for outdated in instead_of:
            outdated.unlink(missing_ok=True)
        fresh.replace(file)
