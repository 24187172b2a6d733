from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.package import Platform
from stackyard.package.contents import UNPACKED_LIMIT, Contents
from stackyard.package.dependencies import DependencyCache
from stackyard.package.model import Entry

LOCK = "six==1 --hash=sha256:0a\n"
PLATFORM = Platform("x86_64", "python3.13")


class Cache(DependencyCache):
    """Gives fixed entries, and remembers for which platforms they were wanted."""

    def __init__(self, *entries: Entry) -> None:
        self.given = list(entries)
        self.platforms: list[Platform] = []

    def entries(self, requirements: Path, platform: Platform) -> list[Entry]:  # noqa: ARG002  # the same for all
        self.platforms.append(platform)
        return self.given


def artifacts(repository, *dependencies):
    functions = repository.compose().functions.values()
    return Contents(repository.root, Cache(*dependencies)).of_all(functions, PLATFORM)


def fault(repository, *dependencies):
    with pytest.raises(StackyardError) as caught:
        artifacts(repository, *dependencies)
    return str(caught.value)


def six(size=1):
    return Entry("six/__init__.py", Path("/cache/six/__init__.py"), size, "00")


def test_artifact__has_own_files_shared_modules_and_packages(repository):
    repository.write("lambdas/shop/shared/shop/__init__.py", "").write("lambdas/shop/shared/shop/money.py", "")
    repository.write("lambdas/shop/buy/handler.py", "from shop import money\ndef handler(event, context): ...\n")
    repository.write("lambdas/shop/buy/requirements.txt", LOCK)
    (artifact,) = artifacts(repository, six())
    assert [entry.name for entry in artifact.entries()] == [
        "handler.py", "shop/__init__.py", "shop/money.py", "six/__init__.py",
    ]  # fmt: skip


def test_change_of_a_shared_module__changes_only_the_functions_that_import_it(repository):
    repository.function("sell").write("lambdas/shop/shared/shop/money.py", "a = 1\n")
    repository.write("lambdas/shop/buy/handler.py", "from shop import money\ndef handler(event, context): ...\n")
    before = {found.label: found.digest for found in artifacts(repository)}
    repository.write("lambdas/shop/shared/shop/money.py", "a = 2\n")
    after = {found.label: found.digest for found in artifacts(repository)}
    assert before["shop/sell"] == after["shop/sell"]
    assert before["shop/buy"] != after["shop/buy"]


def test_platform_that_a_function_names__goes_before_the_environments(repository):
    repository.write("lambdas/shop/buy/requirements.txt", LOCK)
    repository.change("lambdas/shop/buy/resources.yaml", "python3.13", "python3.14\n      Architectures: [arm64]")
    cache = Cache()
    Contents(repository.root, cache).of_all(repository.compose().functions.values(), PLATFORM)
    assert cache.platforms == [Platform("arm64", "python3.14")]


def test_function_above_lambdas_limit__is_told_with_its_largest_parts(repository):
    repository.write("lambdas/shop/buy/requirements.txt", LOCK)
    message = fault(repository, six(UNPACKED_LIMIT))
    assert "lambdas/shop/buy: the function is 250.0 MB unpacked, above Lambda's limit of 250 MB" in message
    assert "largest parts: six 250.0 MB, handler.py 0.0 MB" in message


def test_function_just_at_the_limit__is_taken(repository):
    repository.write("lambdas/shop/buy/requirements.txt", LOCK)
    own = (repository.root / "lambdas/shop/buy/handler.py").stat().st_size
    (artifact,) = artifacts(repository, six(UNPACKED_LIMIT - own))
    assert artifact.unpacked_bytes == UNPACKED_LIMIT


def test_file_that_a_package_brings_too__is_told_with_both(repository):
    repository.write("lambdas/shop/buy/six/__init__.py", "").write("lambdas/shop/buy/requirements.txt", LOCK)
    message = fault(repository, six())
    assert "lambdas/shop/buy: two files would have the same name in the artifact" in message
    assert "/cache/six/__init__.py" in message


def test_file_whose_name_is_no_utf8__is_told(repository):
    (repository.root / "lambdas/shop/buy" / "caf\udce9.txt").write_text("x")
    message = fault(repository)
    assert "lambdas/shop/buy: the name of a file cannot be printed" in message
    assert r"caf\udce9.txt" in message


def test_faults_of_several_functions__are_told_together(repository):
    repository.function("sell")
    repository.write("lambdas/shop/buy/other.py", "a = = 1\n").write("lambdas/shop/sell/requirements.in", "six\n")
    message = fault(repository)
    assert message.startswith("2 things are wrong with the functions' code:")
    assert "lambdas/shop/buy/other.py:1: invalid syntax" in message
    assert "lambdas/shop/sell/requirements.in: has not been locked" in message
