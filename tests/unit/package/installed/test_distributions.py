from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.package.installed.distributions import listed

from tests.unit.package.trees import distribution

PLACE = "lambdas/shop/buy/requirements.txt"


def everything(_files: Mapping[str, Path]) -> Mapping[str, str]:
    return {}


def without_tests(files: Mapping[str, Path]) -> Mapping[str, str]:
    return {name: "tests" for name in files if name.startswith("tests/")}


def names(tree, left_out=everything):
    return [one.entry.name for one in listed(tree, PLACE, left_out).files]


def test_files__are_listed_with_their_distribution_and_the_reason_to_stay(tmp_path):
    distribution(tmp_path, "Zope.Event", {"zope/event.py": "1", "tests/test_event.py": "2"})
    distribution(tmp_path, "six", {"six.py": "a = 1\n"})
    found = {one.entry.name: one for one in listed(tmp_path, PLACE, without_tests).files}
    assert {name: (one.distribution, one.left_out) for name, one in found.items()} == {
        "Zope.Event-1.0.dist-info/METADATA": ("zope-event", ""),
        "Zope.Event-1.0.dist-info/RECORD": ("zope-event", ""),
        "six-1.0.dist-info/METADATA": ("six", ""),
        "six-1.0.dist-info/RECORD": ("six", ""),
        "six.py": ("six", ""),
        "tests/test_event.py": ("zope-event", "tests"),
        "zope/event.py": ("zope-event", ""),
    }
    assert (found["six.py"].entry.size, found["six.py"].entry.path) == (6, tmp_path / "six.py")


def test_listing__is_in_the_order_of_the_names(tmp_path):
    distribution(tmp_path, "b", {"b/z.py": "", "b/a.py": ""})
    distribution(tmp_path, "a", {"a.py": ""})
    assert names(tmp_path) == sorted(names(tmp_path))


def test_what_the_installer_wrote__is_not_listed(tmp_path):
    notes = {"six-1.0.dist-info/direct_url.json": "{}", "six-1.0.dist-info/uv_cache.json": "{}"}
    distribution(tmp_path, "six", {"six.py": "", "__pycache__/six.cpython-313.pyc": "", **notes})
    assert names(tmp_path) == ["six-1.0.dist-info/METADATA", "six-1.0.dist-info/RECORD", "six.py"]


def test_script_with_the_path_of_an_interpreter__is_not_listed_but_a_program_is(tmp_path):
    distribution(tmp_path, "tool", {"bin/tool": "#!/somewhere/bin/python\n", "bin/native": "\x7fELF"})
    assert names(tmp_path) == ["bin/native", "tool-1.0.dist-info/METADATA", "tool-1.0.dist-info/RECORD"]


def test_hidden_folder_of_a_package__is_listed(tmp_path):
    distribution(tmp_path, "fast", {"fast/.libs/libfast.so": ""})
    assert "fast/.libs/libfast.so" in names(tmp_path)


def test_file_that_no_distribution_records__is_listed_without_one(tmp_path):
    (tmp_path / "stray.py").write_text("")
    assert [one.distribution for one in listed(tmp_path, PLACE, everything).files] == [""]


def test_requirements__are_named_once_whatever_their_extras_and_markers(tmp_path):
    lines = 'Requires-Dist: Bee[x]>=1; extra == "y"\nRequires-Dist: bee<3\nRequires-Dist: Under_Score (>=2)\n'
    distribution(tmp_path, "ant", {}, lines + "Requires-Dist: absent\n")
    distribution(tmp_path, "bee", {})
    distribution(tmp_path, "under.score", {})
    requires = listed(tmp_path, PLACE, everything).requires
    assert requires == {"ant": ("bee", "under-score"), "bee": (), "under-score": ()}


def test_two_packages_with_different_contents_of_a_file__are_told(tmp_path):
    distribution(tmp_path, "one", {"common/__init__.py": "a = 1\n"})
    distribution(tmp_path, "two", {"common/__init__.py": "a = 2\n"})
    with pytest.raises(StackyardError) as caught:
        listed(tmp_path, PLACE, everything)
    assert caught.value.problem == f"{PLACE}: packages bring the same file with different contents"
    assert caught.value.given == "common/__init__.py: one and two"
    assert caught.value.remedy.startswith("ask for only one of them in requirements.in")


def test_many_files_of_two_packages__are_told_in_short(tmp_path):
    for name in ("one", "two"):
        distribution(tmp_path, name, {f"common/{letter}.py": name for letter in "abcde"})
    with pytest.raises(StackyardError, match=r"common/c\.py: one and two and 2 more files"):
        listed(tmp_path, PLACE, everything)


def test_two_packages_with_the_same_content_of_a_file__may_share_it(tmp_path):
    for name in ("one", "two"):
        distribution(tmp_path, name, {"common/__init__.py": ""})
    assert names(tmp_path).count("common/__init__.py") == 1


def test_disputed_file_that_stays_here_anyway__is_no_fault_and_is_not_listed(tmp_path):
    distribution(tmp_path, "one", {"tests/__init__.py": "a = 1\n"})
    distribution(tmp_path, "two", {"tests/__init__.py": "a = 2\n", "tests/test_two.py": ""})
    found = names(tmp_path, without_tests)
    assert "tests/__init__.py" not in found
    assert "tests/test_two.py" in found


def test_record__names_what_travels_and_nothing_of_the_machine(tmp_path):
    files = {"shop/__init__.py": "", "tests/test_shop.py": "", "bin/shop": "#!/somewhere/python\n"}
    distribution(tmp_path, "shop", {**files, "shop/_vendor/six-2.0.dist-info/METADATA": "Name: six"})
    distribution(tmp_path, "six", {"six.py": ""})
    listed(tmp_path, PLACE, without_tests)
    assert (tmp_path / "shop-1.0.dist-info/RECORD").read_text().splitlines() == [
        "shop-1.0.dist-info/METADATA,,",
        "shop-1.0.dist-info/RECORD,,",
        "shop/__init__.py,,",
        "shop/_vendor/six-2.0.dist-info/METADATA,,",
    ]
    assert not (tmp_path / "shop/_vendor/six-2.0.dist-info/RECORD").exists()


def test_record__lets_importlib_tell_which_distribution_brings_a_module(tmp_path):
    distribution(tmp_path, "Zope.Event", {"zope/event.py": ""})
    listed(tmp_path, PLACE, everything)
    (found,) = distributions(path=[str(tmp_path)])
    assert "zope/event.py" in [file.as_posix() for file in found.files or ()]
