from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.package.model import Artifact, Entry, Platform

A = Entry("a.py", Path("/anywhere/a.py"), 3, "aa")
B = Entry("b.py", Path("/anywhere/b.py"), 4, "bb")


PLATFORM = Platform("x86_64", "python3.13")


@dataclass(frozen=True)
class Packages:
    """A set of packages that must not be installed to be named."""

    digest: str = "s1"
    label: str = "six"

    def entries(self) -> tuple[Entry, ...]:
        raise AssertionError("nothing needs to be installed here")

    def unpacked_bytes(self) -> int:
        return 100


def digest(*entries, sets=(), platform=PLATFORM, prefix="", bytecode=""):
    return Artifact("shop/buy", entries, sets, platform, prefix, bytecode).digest


def test_digest__depends_on_the_entries_and_not_on_their_order_or_place():
    assert digest(A, B) == digest(B, A)
    assert digest(A) == digest(Entry("a.py", Path("/elsewhere/a.py"), 3, "aa"))


@pytest.mark.parametrize(
    "other",
    [Entry("c.py", A.path, 3, "aa"), Entry("a.py", A.path, 3, "ab"), Entry("a.py", A.path, 3, "aa", executable=True)],
)
def test_digest__changes_with_name_content_and_mode(other):
    assert digest(A) != digest(other)


def test_artifact__knows_its_key_and_size():
    artifact = Artifact("shop/buy", (A, B), (Packages(),), PLATFORM)
    assert artifact.key == f"artifacts/{artifact.digest}.zip"
    assert artifact.unpacked_bytes == 107


@pytest.mark.parametrize(
    "other",
    [
        {"sets": (Packages("s2"),)},
        {"platform": Platform("arm64", "python3.13")},
        {"platform": Platform("x86_64", "python3.12")},
        {"prefix": "python/"},
        {"bytecode": "cpython-313"},
    ],
)
def test_digest__covers_packages_platform_place_and_bytecode(other):
    assert digest(A, **{"sets": (Packages(),), **other}) != digest(A, sets=(Packages(),))


def test_name_of_a_set__does_not_count():
    assert digest(A, sets=(Packages(label="one"),)) == digest(A, sets=(Packages(label="other"),))


@pytest.mark.parametrize(("prefix", "location"), [("", "/var/task"), ("python/", "/opt/python")])
def test_artifact__knows_where_lambda_puts_it(prefix, location):
    assert Artifact("a", (), (), PLATFORM, prefix).location == location


@pytest.mark.parametrize(
    ("architecture", "wheels"), [("x86_64", "x86_64-manylinux_2_28"), ("arm64", "aarch64-manylinux_2_28")]
)
def test_platform__is_translated_for_uv(architecture, wheels):
    platform = Platform(architecture, "python3.13")
    assert (platform.wheels, platform.python_version) == (wheels, "3.13")
    assert platform.bytecode_tag == "cpython-313"


@pytest.mark.parametrize(
    ("architecture", "runtime", "problem"),
    [
        ("i386", "python3.13", "no such architecture"),
        ("arm64", "nodejs22.x", "packages Python functions only"),
        ("arm64", "python3.x", "packages Python functions only"),
    ],
)
def test_platform_that_does_not_exist__is_told(architecture, runtime, problem):
    with pytest.raises(StackyardError, match=problem):
        Platform(architecture, runtime)
