from __future__ import annotations

import pytest
from stackyard.package.left_out.slim import left_out


@pytest.fixture
def slimmed(tmp_path):
    """Write files as if they were installed; give the names that stay behind with their reasons."""

    def slimmed(files: dict[str, str] | list[str]) -> dict[str, str]:
        texts = files if isinstance(files, dict) else dict.fromkeys(files, "")
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return left_out({name: tmp_path / name for name in texts})

    return slimmed


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("shop/__pycache__/till.cpython-313.pyc", "bytecode of the installer"),
        ("bin/till", "programs"),
        ("shop-1.0.dist-info/WHEEL", "notes of the installer and licences"),
        ("shop-1.0.dist-info/licenses/LICENSE", "notes of the installer and licences"),
        ("shop/tests/test_till.py", "tests"),
        ("shop/till/test/cases.py", "tests"),
        ("tests/test_shop.py", "tests"),
        ("shop/conftest.py", "tests"),
        ("shop/till.pyi", "type stubs"),
        ("shop/py.typed", "type stubs"),
        ("shop-stubs/METADATA.toml", "type stubs"),
        ("shop/till.c", "sources, headers and libraries for compilers"),
        ("shop/till.pyx", "sources, headers and libraries for compilers"),
        ("shop/include/till.h", "sources, headers and libraries for compilers"),
        ("shop/libtill.a", "sources, headers and libraries for compilers"),
        ("shop/lib/pkgconfig/till.pc", "files of build tools"),
        ("shop/meson.build", "files of build tools"),
        ("share/man/man1/till.1", "manual pages and desktop files"),
        ("shop/docs/till.txt", "documentation"),
        ("docs/index.html", "documentation"),
        ("LICENSE", "documentation"),
        ("README.md", "documentation"),
        ("Changelog.rst", "documentation"),
    ],
)
def test_file_that_no_function_needs__stays_behind_with_a_reason(slimmed, name, reason):
    assert slimmed(["shop/__init__.py", name]) == {name: reason}


@pytest.mark.parametrize(
    "name",
    [
        "shop-1.0.dist-info/METADATA",
        "shop-1.0.dist-info/entry_points.txt",
        "shop-1.0.dist-info/top_level.txt",
        "shop/_vendor/other-2.0.dist-info/RECORD",
        "shop/testing/__init__.py",
        "shop/test.py",
        "shop/test_till.py",
        "shop/latest/till.py",
        "shop/doc.py",
        "shop/data/till.json",
        "shop.libs/libopenblas.so",
        "shop/till.cpython-313-x86_64-linux-gnu.so",
        "share/proj/proj.db",
        "shop/LICENSE",
        "changes.py",
        "shop/till.pyc",
    ],
)
def test_file_that_may_be_needed__travels(slimmed, name):
    assert slimmed(["shop/__init__.py", name]) == {}


def test_bytecode_beside_its_source__stays_behind(slimmed):
    assert slimmed(["shop/till.py", "shop/till.pyc"]) == {"shop/till.pyc": "bytecode of the installer"}


def test_folder_named_like_tests_without_code__is_data_and_travels(slimmed):
    assert slimmed(["shop/__init__.py", "shop/test/blood.json"]) == {}


def test_data_of_tests__stays_behind_with_them(slimmed):
    found = slimmed(["shop/__init__.py", "shop/tests/test_till.py", "shop/tests/data/till.csv"])
    assert found == {"shop/tests/test_till.py": "tests", "shop/tests/data/till.csv": "tests"}


def test_documentation_that_is_code__travels(slimmed):
    assert slimmed(["shop/__init__.py", "shop/docs/__init__.py", "shop/docs/template.rst"]) == {}


@pytest.mark.parametrize(
    "statement",
    [
        "from shop.tests.cases import CASES",
        "from shop.tests import cases",
        "import shop.tests.cases as cases",
        "import json, shop.tests.cases",
        "from .tests.cases import CASES",
        "from .tests import (  # noqa\n    cases,\n)",
        "from .tests.cases \\\n    import CASES",
        "from .import tests\nfrom .tests.cases import*",
        "try: from shop.tests import cases\nexcept ImportError: pass",
        "HOLDER = {'cases': 'shop.tests.cases:CASES'.split(':')[0]}\nfrom shop.tests import cases  # \"",
        "def cases():\n    from .tests import cases\n    return cases",
        "import importlib\nCASES = importlib.import_module('shop.tests.cases')",
        "import importlib\nCASES = importlib.import_module('.tests.cases', __package__)",
        "type Cases = list[int]\nfrom shop.tests import cases",
        "type Cases = list[int]\nfrom .tests import \\\n    cases",
        "type Cases = list[int]\nimport shop.tests.cases",
        "type Cases = list[int]\nCASES = 'shop.tests.cases'",
    ],
)
def test_tests_that_the_package_imports__travel_and_the_others_do_not(slimmed, statement):
    found = slimmed(
        {
            "shop/__init__.py": statement,
            "shop/tests/__init__.py": "",
            "shop/tests/cases.py": "",
            "shop/tests/test_till.py": "import shop",
        }
    )
    assert found == {"shop/tests/test_till.py": "tests"}


@pytest.mark.parametrize(
    "line", ["import testing", "# see the tests", "'''from shop.tests import cases'''", "x.test_y"]
)
def test_mere_talk_of_tests__brings_none(slimmed, line):
    assert "shop/tests/cases.py" in slimmed({"shop/__init__.py": line, "shop/tests/cases.py": ""})


def test_imported_tests__bring_what_they_import_and_the_data_they_name(slimmed):
    found = slimmed(
        {
            "shop/__init__.py": "from .tests import cases",
            "shop/tests/cases.py": "from . import helpers\nTILL = 'data/till.csv'",
            "shop/tests/helpers.py": "",
            "shop/tests/data/till.csv": "",
            "shop/tests/other/rest.csv": "",
            "shop/tests/test_till.py": "",
        }
    )
    assert sorted(found) == ["shop/tests/other/rest.csv", "shop/tests/test_till.py"]


def test_tests_imported_from_a_package_beside__travel(slimmed):
    files = {
        "shop/tests/__init__.py": "",
        "shop/till/__init__.py": "",
        "shop/till/drawer.py": "from ..tests.cases import CASES",
        "shop/tests/cases.py": "",
    }
    assert slimmed(files) == {}


def test_tests_that_another_package_imports__travel(slimmed):
    assert slimmed({"bank/__init__.py": "from shop.tests import cases", "shop/tests/cases.py": ""}) == {}


def test_tests_that_are_an_entry_point__travel(slimmed):
    entry_points = "[pytest11]\nshop = shop.tests.plugin:register\n"
    files = {"shop-1.0.dist-info/entry_points.txt": entry_points, "shop/tests/plugin.py": "", "shop/tests/cases.py": ""}
    assert slimmed(files) == {"shop/tests/cases.py": "tests"}


def test_source_that_the_package_reads_by_name__travels(slimmed):
    files = {"shop/__init__.py": "SOURCE = open(HERE + '/driver.c').read()", "shop/driver.c": "", "shop/other.c": ""}
    assert list(slimmed(files)) == ["shop/other.c"]


def test_source_that_only_documentation_names__stays_behind(slimmed):
    assert "shop/driver.c" in slimmed({"shop/__init__.py": '"""Made from driver.c."""', "shop/driver.c": ""})


def test_source_that_another_package_names__stays_behind(slimmed):
    assert "shop/driver.c" in slimmed({"bank/__init__.py": "SOURCE = 'driver.c'", "shop/driver.c": ""})


def test_stub_that_its_module_reads_at_run_time__travels(slimmed):
    lazy = "import lazy_loader\n__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)"
    assert slimmed({"shop/__init__.py": lazy, "shop/__init__.pyi": "", "shop/till.pyi": ""}) == {
        "shop/till.pyi": "type stubs"
    }


@pytest.mark.parametrize("line", ["SUFFIXES = ['.py', '.pyi']", 'is_stub = kind == "pyi"'])
def test_stubs_that_a_package_reads_as_data__travel(slimmed, line):
    files = {"shop/__init__.py": line, "shop/typeshed/json.pyi": "", "bank/__init__.py": "", "bank/till.pyi": ""}
    assert list(slimmed(files)) == ["bank/till.pyi"]


def test_package_named_test_that_is_listed_by_its_name__travels_whole(slimmed):
    files = {
        "shop/loader.py": "PLUGINS = load('TestModule', 'shop.plugins.test')",
        "shop/plugins/test/__init__.py": "",
        "shop/plugins/test/even.py": "",
        "shop/test/__init__.py": "",
    }
    assert list(slimmed(files)) == ["shop/test/__init__.py"]


@pytest.mark.parametrize("text", ["\0", "print 'no Python 3'", "(" * 5000])
def test_module_that_no_python_reads__disturbs_nothing(slimmed, text):
    found = slimmed({"shop/__init__.py": f"{text}\nNAME = 'tests.x'", "shop/tests/cases.py": ""})
    assert found == {"shop/tests/cases.py": "tests"}
