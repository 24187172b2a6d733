"""The real uv over a folder of wheels made here: no network."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.package.dependencies import DependencyCache, install_with_uv
from stackyard.package.model import Platform

from tests.functional.package.wheels import wheel

INTEL, ARM = Platform("x86_64", "python3.13"), Platform("arm64", "python3.13")


def lock(tmp_path: Path, name: str, digest: str) -> Path:
    path = tmp_path / "lambdas/shop/buy/requirements.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{name}==1.0 --hash=sha256:{digest}\n")
    return path


def entries(tmp_path: Path, requirements: Path, platform: Platform = INTEL) -> list[str]:
    cache = DependencyCache(tmp_path / "build/cache/dependencies", install_with_uv)
    return sorted(entry.name for entry in cache.entries(requirements, platform))


def fault(tmp_path: Path, requirements: Path, platform: Platform = INTEL) -> str:
    with pytest.raises(StackyardError) as caught:
        entries(tmp_path, requirements, platform)
    return str(caught.value)


def test_wheel_for_everything__is_installed(tmp_path, index):
    requirements = lock(tmp_path, "tiny", wheel(index, "tiny"))
    assert entries(tmp_path, requirements) == ["tiny-1.0.dist-info/METADATA", "tiny-1.0.dist-info/WHEEL", "tiny.py"]


def test_two_installations__have_the_same_content(tmp_path, index):
    requirements = lock(tmp_path, "tiny", wheel(index, "tiny"))
    caches = [DependencyCache(tmp_path / name, install_with_uv) for name in ("one", "two")]
    first, second = ([(e.name, e.sha256) for e in cache.entries(requirements, INTEL)] for cache in caches)
    assert sorted(first) == sorted(second)


def test_wheel__is_chosen_for_the_functions_platform(tmp_path, index):
    wheel(index, "native", "cp313-cp313-manylinux_2_28_x86_64")
    digest = wheel(index, "native", "cp313-cp313-manylinux_2_28_aarch64")
    assert "native.py" in entries(tmp_path, lock(tmp_path, "native", digest), ARM)


def test_wheel_for_another_platform_only__is_told(tmp_path, index):
    requirements = lock(tmp_path, "native", wheel(index, "native", "cp313-cp313-manylinux_2_28_x86_64"))
    message = fault(tmp_path, requirements, ARM)
    assert "lambdas/shop/buy/requirements.txt: native==1.0 has no wheel for python3.13 on arm64" in message


def test_package_that_ships_as_source_only__is_told_by_name(tmp_path, index):
    (index / "sources-1.0.tar.gz").write_bytes(b"never built")
    message = fault(tmp_path, lock(tmp_path, "sources", "0" * 64))
    assert "requirements.txt: sources==1.0" in message
    assert "has no wheel for python3.13 on x86_64" in message
    assert "choose a version or package with wheels" in message


def test_package_that_is_not_the_locked_one__is_told_by_name(tmp_path, index):
    wheel(index, "tiny")
    message = fault(tmp_path, lock(tmp_path, "tiny", "0" * 64))
    assert "tiny==1.0 is not the package that was locked" in message
    assert list((tmp_path / "build/cache/dependencies").iterdir()) == []
