"""Whatever is shipped is covered by digests, and what is not shipped is not: tried on zips as they are written."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from stackyard.package.artifacts.archive import write_zip
from stackyard.package.contents.function import Contents
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.installed.dependency_set import DependencySet
from stackyard.package.layers.layering import lay_out
from stackyard.package.locks.requirements import Lock, header
from stackyard.package.locks.wanted import read_wanted
from stackyard.package.model import Artifact, Platform

from tests.repository import shop
from tests.unit.package.trees import distribution

BUY, SHARED = "lambdas/shop/buy", "lambdas/shop/shared/shop"
LOCK = "six==1.0 --hash=sha256:0a\nboto3==1.40.4 --hash=sha256:0b\n"
PATTERNS = "Stack: api"


class Shop:
    """A function with shared modules and packages, and what else decides what it ships."""

    def __init__(self, root: Path) -> None:
        self.repository = shop(root / "repository")
        self.files = root / "zips"
        self.platform = Platform("x86_64", "python3.13")
        self.runtime_boto3 = ""
        self.cache = DependencyCache(root / "cache", self._install)
        self.repository.write(f"{BUY}/handler.py", "import shop.money\ndef handler(event, context): ...\n")
        self.change(f"{BUY}/resources.yaml", "      Runtime: python3.13\n", "")
        self.repository.write(f"{BUY}/table.csv", "1,2\n").write(f"{BUY}/requirements.in", "six\nboto3\n")
        self.lock(LOCK)
        self.repository.write(f"{SHARED}/money.py", "a = 1\n").write(f"{SHARED}/other.py", "a = 1\n")
        self.repository.write(f"{SHARED}/mail.txt", "Hello\n")

    def lock(self, text: str) -> None:
        first = header(read_wanted(self.repository.root / BUY, self.repository.root))
        (self.repository.root / BUY / "requirements.txt").write_text(first + text)

    def change(self, path: str, old: str, new: str) -> None:
        self.repository.change(path, old, new)

    def rename(self, old: str, new: str) -> None:
        (self.repository.root / BUY / old).rename(self.repository.root / BUY / new)

    def artifacts(self, threshold: int = 10**9) -> tuple[Artifact, ...]:
        contents = Contents(self.repository.root, self._set_of)
        functions = self.repository.compose().functions.values()
        (plan,) = lay_out(contents.of_all(functions, self.platform), threshold, lambda _: "")
        return plan.artifacts

    def shipped(self, threshold: int = 10**9) -> list[tuple[str, str]]:
        """Give digest and bytes (their SHA-256) of each zip; every zip is written anew."""
        found = []
        for number, artifact in enumerate(self.artifacts(threshold)):
            path = self.files / f"{number}.zip"
            path.unlink(missing_ok=True)
            write_zip([entry.below(artifact.prefix) for entry in artifact.entries()], path)
            found.append((artifact.digest, hashlib.sha256(path.read_bytes()).hexdigest()))
        return found

    def _set_of(self, lock: Lock, platform: Platform, patterns: object) -> DependencySet:
        return DependencySet(lock, platform, patterns, self.runtime_boto3, self.cache)  # type: ignore[arg-type]

    def _install(self, lock: Lock, into: Path, platform: Platform) -> None:
        for pin in lock.pins:
            name = pin.partition("==")[0]
            made_from = f"# {pin} {platform.wheels} {platform.python_version}\n"
            distribution(into, name, {f"{name}/__init__.py": made_from, f"{name}/tests/test_it.py": "import it\n"})


Change = Callable[[Shop], object]


def patterns(text: str) -> Change:
    return lambda shop: shop.change(f"{BUY}/resources.yaml", PATTERNS, f"{PATTERNS}, Package: {{{text}}}")


def write(path: str, text: str) -> Change:
    return lambda shop: shop.repository.write(path, text)


def mode(path: str, bits: int) -> Change:
    return lambda shop: (shop.repository.root / path).chmod(bits)


def lock(text: str) -> Change:
    return lambda shop: shop.lock(text)


def setting(name: str, value: object) -> Change:
    return lambda shop: setattr(shop, name, value)


COUNTS: dict[str, Change] = {
    "own source": write(f"{BUY}/handler.py", "import shop.money\ndef handler(event, context): return 1\n"),
    "own data": write(f"{BUY}/table.csv", "1,3\n"),
    "new file": write(f"{BUY}/more.csv", ""),
    "renamed file": lambda shop: shop.rename("table.csv", "prices.csv"),
    "executable file": mode(f"{BUY}/table.csv", 0o755),
    "shared module": write(f"{SHARED}/money.py", "a = 2\n"),
    "another shared module": write(f"{BUY}/handler.py", "from shop import money, other\ndef handler(*_): ...\n"),
    "data beside shared modules": write(f"{SHARED}/mail.txt", "Goodbye\n"),
    "version of a package": lock(LOCK.replace("six==1.0", "six==1.1")),
    "marker": lock(LOCK.replace("six==1.0", "six==1.0 ; os_name != 'nt'")),
    "hash": lock(LOCK.replace("0a", "0c")),
    "excluded file": patterns("Exclude: [table.csv]"),
    "excluded file of a package": patterns("Exclude: [/six/]"),
    "included file of a package": patterns("Include: [/six/tests/]"),
    "runtime": setting("platform", Platform("x86_64", "python3.12")),
    "boto3 of the runtime": setting("runtime_boto3", "1.40.4"),
}  # fmt: skip
DOES_NOT_COUNT: dict[str, Change] = {
    "date": lambda shop: os.utime(shop.repository.root / BUY / "handler.py", (1, 1)),
    "permissions of others": mode(f"{BUY}/table.csv", 0o600),
    "comment in the lock": lock(f"# A comment.\n{LOCK}"),
    "order of the lock": lock("\n".join(reversed(LOCK.splitlines()))),
    "unused shared module": write(f"{SHARED}/other.py", "a = 2\n"),
    "memory": lambda shop: shop.change(
        f"{BUY}/resources.yaml", "      Code: .", "      MemorySize: 256\n      Code: ."
    ),
    "hidden file": write(f"{BUY}/.env", "x"),
    "bytecode": write(f"{BUY}/__pycache__/handler.cpython-313.pyc", "x"),
}
ONCE = ("memory", "excluded file", "excluded file of a package", "included file of a package", "renamed file")


@pytest.fixture
def changing(tmp_path):
    return Shop(tmp_path)


@pytest.mark.parametrize("change", COUNTS.values(), ids=COUNTS)
def test_change_of_what_is_shipped__changes_digest_and_zip(changing, change):
    before = changing.shipped()
    change(changing)
    ((digest, content),) = changing.shipped()
    assert digest != before[0][0]
    assert content != before[0][1]


@pytest.mark.parametrize("change", DOES_NOT_COUNT.values(), ids=DOES_NOT_COUNT)
def test_change_of_what_is_not_shipped__changes_neither(changing, change):
    before = changing.shipped()
    change(changing)
    assert changing.shipped() == before


@pytest.mark.parametrize("seed", range(3))
def test_equal_digests__mean_equal_zips_whatever_was_changed_before(changing, seed):
    """Walk through states by chance; layers and vendored sets, so that both kinds of artifacts are compared."""
    chance, known = random.Random(seed), dict[str, str]()
    changes = {name: change for name, change in (COUNTS | DOES_NOT_COUNT).items() if name not in ONCE}
    original = {path: path.read_bytes() for path in (changing.repository.root / BUY).iterdir() if path.is_file()}
    for _ in range(25):
        for path, content in original.items():
            if chance.random() < 0.2:
                path.write_bytes(content)
        chance.choice(list(changes.values()))(changing)
        for digest, content in changing.shipped(chance.choice([1, 10**9])):
            assert known.setdefault(digest, content) == content
    assert len(known) > 5


def test_checkout_elsewhere__makes_the_same(tmp_path):
    assert Shop(tmp_path / "here").shipped() == Shop(tmp_path / "there").shipped()
