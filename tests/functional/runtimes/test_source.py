"""Sources that only a function's own Python reads, read by the real one."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.package.contents.shared import SharedPackages
from stackyard.python.interpreters import Interpreters
from stackyard.python.source import read_module

from tests.repository import Repository, shop

ROOT = Path(__file__).resolve().parents[3]
AT_HAND = Interpreters.found_in(ROOT)
GENERIC = "from shop.money import Pence\ntype Order = dict\ndef handler[T](event: T, context): return f'{event['a']}'\n"


@pytest.fixture
def repository(tmp_path) -> Repository:
    """The shop, with the Pythons that are set up here."""
    (tmp_path / ".envs").symlink_to(ROOT / ".envs")
    return shop(tmp_path)


@pytest.mark.parametrize("python", AT_HAND.at_hand, ids=lambda one: one.runtime)
def test_newer_grammar__is_read_by_the_python_of_the_function(python):
    found = read_module(GENERIC, "f.py", python.runtime, AT_HAND)
    assert found.bound == {"Pence", "Order", "handler"}
    assert [(one.module, one.name, one.line) for one in found.imports()] == [("shop.money", "Pence", 1)]


@pytest.mark.parametrize("python", AT_HAND.at_hand, ids=lambda one: one.runtime)
def test_syntax_error__is_told_by_the_python_of_the_function(python):
    with pytest.raises(StackyardError) as caught:
        read_module(GENERIC + "def broken[T]:\n", "f.py", python.runtime, AT_HAND)
    assert caught.value.problem == "f.py:4: expected '('"
    assert f"(read by Python {python.runtime.removeprefix('python')}." in caught.value.given


def test_handler_in_newer_grammar__is_composed_and_ships_what_it_imports(repository):
    repository.write("lambdas/shop/buy/handler.py", GENERIC)
    repository.write("lambdas/shop/shared/shop/money.py", "type Pence = int\n")
    assert repository.compose().functions["buy"].handler == "handler.handler"
    sources = [repository.root / "lambdas/shop/buy/handler.py"]
    shipped = SharedPackages(repository.root, "shop").entries(sources, "python3.13")
    assert [entry.name for entry in shipped] == ["shop/money.py"]
