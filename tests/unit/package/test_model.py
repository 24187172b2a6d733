from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.package.model import Artifact, Entry, Platform

A = Entry("a.py", Path("/anywhere/a.py"), 3, "aa")
B = Entry("b.py", Path("/anywhere/b.py"), 4, "bb")


def digest(*entries):
    return Artifact.of("shop", "buy", entries).digest


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
    artifact = Artifact.of("shop", "buy", [A, B])
    assert artifact.key == f"artifacts/{artifact.digest}.zip"
    assert artifact.unpacked_bytes == 7


@pytest.mark.parametrize(
    ("architecture", "wheels"), [("x86_64", "x86_64-manylinux_2_28"), ("arm64", "aarch64-manylinux_2_28")]
)
def test_platform__is_translated_for_uv(architecture, wheels):
    platform = Platform(architecture, "python3.13")
    assert (platform.wheels, platform.python_version) == (wheels, "3.13")


@pytest.mark.parametrize(
    ("architecture", "runtime", "problem"),
    [("i386", "python3.13", "no such architecture"), ("arm64", "nodejs22.x", "packages Python functions only")],
)
def test_platform_that_does_not_exist__is_told(architecture, runtime, problem):
    with pytest.raises(StackyardError, match=problem):
        Platform(architecture, runtime)
