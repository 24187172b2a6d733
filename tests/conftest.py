"""What tests of every kind share."""

from __future__ import annotations

import importlib.util
import itertools
import signal
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.sharing import pytest_addoption, pytest_runtestloop

__all__ = ["load_handler", "pytest_addoption", "pytest_runtestloop"]
ROOT = Path(__file__).resolve().parents[1]
_numbers = itertools.count()

# A runner that starts the tests in the background makes them ignore Ctrl-C, and every program that they start as well,
# although it is Ctrl-C that some of them press. Started by nohup they outlive terminals that others close.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def load_handler() -> Callable[[str, str], ModuleType]:
    """Import ``lambdas/<system>/<function>/handler.py`` afresh, as a cold start does.

    Every handler is a module named ``handler``, so each import gets a name of its own. Set the environment first.
    """

    def load(system: str, function: str) -> ModuleType:
        path = ROOT / "lambdas" / system / function / "handler.py"
        spec = importlib.util.spec_from_file_location(f"handler_{system}_{function}_{next(_numbers)}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
