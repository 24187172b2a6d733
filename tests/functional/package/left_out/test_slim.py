"""What travels of a really installed package still works, alone in a clean interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.locks.requirements import Lock
from stackyard.package.model import Platform

from tests.functional.package.wheels import wheel

# A package as its authors ship it: one of its tests is used by the package itself.
FILES = {
    "shop/__init__.py": "from .till import total\nfrom .docs import told\n",
    "shop/till.py": "from shop.tests.cases import CASES\n\ndef total():\n    return sum(CASES)\n",
    "shop/till.pyi": "def total() -> int: ...\n",
    "shop/py.typed": "",
    "shop/till.c": "int total;\n",
    "shop/docs/__init__.py": "told = 'told'\n",
    "shop/tests/__init__.py": "",
    "shop/tests/cases.py": "CASES = (20, 22)\n",
    "shop/tests/test_till.py": "from shop import total\n",
    "shop/tests/data/prices.csv": "1,2\n",
    "shop-1.0.dist-info/entry_points.txt": "[shop]\ntill = shop.till:total\n",
    "shop-1.0.dist-info/licenses/LICENSE": "MIT\n",
}
TRAVELS = {
    "shop/__init__.py",
    "shop/till.py",
    "shop/docs/__init__.py",
    "shop/tests/__init__.py",
    "shop/tests/cases.py",
    "shop-1.0.dist-info/METADATA",
    "shop-1.0.dist-info/RECORD",
    "shop-1.0.dist-info/entry_points.txt",
}
PROGRAM = """
import json, sys
from importlib.metadata import entry_points, packages_distributions, version
sys.path.insert(0, sys.argv[1])
import shop
(till,) = entry_points(group="shop")
print(json.dumps([shop.total(), shop.told, till.load()(), version("shop"), packages_distributions()["shop"]]))
"""


@pytest.fixture
def installed(tmp_path, index):
    digest = wheel(index, "shop", files=FILES)
    lock = Lock(Path("x"), "requirements.txt", (f"shop==1.0 --hash=sha256:{digest}",), ("shop",), {"shop": "1.0"})
    return DependencyCache(tmp_path / "cache").get(lock, Platform("x86_64", "python3.13"))


def test_what_travels__is_what_functions_need(installed):
    assert {file.entry.name for file in installed.files if not file.left_out} == TRAVELS


def test_what_stays_behind__says_why(installed):
    reasons = {file.entry.name: file.left_out for file in installed.files if file.left_out}
    assert reasons["shop/tests/test_till.py"] == reasons["shop/tests/data/prices.csv"] == "tests"
    assert reasons["shop/till.pyi"] == reasons["shop/py.typed"] == "type stubs"
    assert reasons["shop/till.c"] == "sources, headers and libraries for compilers"
    assert reasons["shop-1.0.dist-info/licenses/LICENSE"] == "notes of the installer and licences"


def test_what_travels__can_be_imported_and_asked_for_its_version(installed, tmp_path):
    for entry in (file.entry for file in installed.files if not file.left_out):
        target = tmp_path / "task" / entry.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(entry.path.read_bytes())
    command = [sys.executable, "-I", "-B", "-c", PROGRAM, str(tmp_path / "task")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert json.loads(done.stdout) == [42, "told", 42, "1.0", ["shop"]]
