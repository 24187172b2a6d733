from __future__ import annotations

import sys
import types
from collections.abc import Iterator

import pytest

from embedded import hooks


class Service:
    """Stands for a class of MiniStack."""

    def answer(self) -> int:
        return 1


@pytest.fixture(autouse=True)
def module() -> Iterator[types.ModuleType]:
    """A module to hook, importable while the test runs."""
    module = types.ModuleType("hooked_module")
    module.limit = 10  # type: ignore[attr-defined] # a module made up for the test
    module.Service = type("Service", (Service,), {})  # type: ignore[attr-defined] # as above
    sys.modules[module.__name__] = module
    yield module
    del sys.modules[module.__name__]


def test_replace__returns_what_stood_there() -> None:
    assert hooks.replace("hooked_module", "limit", 20) == 10
    assert hooks.attribute("hooked_module", "limit") == 20


def test_wrap__reaches_into_classes() -> None:
    hooks.wrap("hooked_module", "Service.answer", lambda original: lambda self: original(self) + 1)

    assert hooks.attribute("hooked_module", "Service")().answer() == 2


@pytest.mark.parametrize("name", ["quota", "Service.quota"])
def test_missing_name__stops_with_the_full_name(name: str, installed_ministack: str) -> None:
    with pytest.raises(hooks.HookMissingError, match=rf"MiniStack {installed_ministack} has no hooked_module\.{name}"):
        hooks.replace("hooked_module", name, None)


def test_another_version_of_ministack__is_refused_with_both_versions(installed_ministack: str) -> None:
    with pytest.raises(
        hooks.HookMissingError, match=rf"for MiniStack 1\.5\.33; given: {installed_ministack}\. Type bin/setup"
    ):
        hooks.require_supported_version()


@pytest.fixture
def installed_ministack(tmp_path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Makes the metadata of another MiniStack version the installed one."""
    metadata = tmp_path / "ministack-0.0.1.dist-info/METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: ministack\nVersion: 0.0.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    return "0.0.1"
