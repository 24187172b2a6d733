from __future__ import annotations

from dataclasses import replace

import pytest
from stackyard.package.installed.cache import DependencyCache
from stackyard.package.installed.dependency_set import DependencySet
from stackyard.package.left_out.patterns import Patterns
from stackyard.package.told.set_report import set_lines, unused_patterns

from tests.unit.package.plans import content, planned
from tests.unit.package.trees import PLATFORM, distribution, lock

KB = 1024
FILES = {
    "six.py": "a" * 2 * KB,
    "six/core/one.py": "a" * 3 * KB,
    "six/tests/test_one.py": "a" * 4 * KB,
    "six/one.pyi": "a" * KB,
    "six/py.typed": "",
}


@pytest.fixture
def files():
    return dict(FILES)


@pytest.fixture
def cache(tmp_path, files):
    def install(_lock, into, _platform):
        distribution(into, "six", files)

    return DependencyCache(tmp_path / "cache", install)


def packages(cache, patterns=Patterns(), **given):  # noqa: B008 - frozen
    return DependencySet(replace(lock(), **given), PLATFORM, patterns, "1.40.4", cache)


def test_set__is_told_with_what_it_holds_and_what_stays_behind(cache):
    assert set_lines(planned(content("buy", packages(cache)))) == [
        "six (buy): six 5 KB",
        "    left out: tests 4 KB, type stubs 1 KB",
    ]


def test_set_of_several_functions__is_told_once(cache):
    lines = set_lines(planned(content("buy", packages(cache)), content("sell", packages(cache)), content("lend")))
    assert lines[0] == "six (2 functions): six 5 KB"
    assert len(lines) == 2


def test_files_that_patterns_take_and_bring_back__are_told_as_such(cache):
    patterns = Patterns(("six/one.pyi",), ("six/core/**",))
    assert set_lines(planned(content("buy", packages(cache, patterns)))) == [
        "six (buy): six 3 KB",
        "    left out: tests 4 KB, excluded in resources.yaml 3 KB",
    ]


def test_set_of_which_nothing_travels__is_told(cache):
    assert set_lines(planned(content("buy", packages(cache, Patterns((), ("*",))))))[0] == (
        "six (buy): nothing travels"
    )


def test_big_set__is_told_with_its_biggest_folders(cache, files):
    files["six/core/two.py"] = "a" * KB * KB
    assert set_lines(planned(content("buy", packages(cache)), threshold=10**9))[1] == (
        "    most of it in six/core 1.0 MB, six.py 2 KB, six-1.0.dist-info 146 bytes"
    )


def test_boto3_that_travels_along__is_told_with_the_reason(cache):
    asked = packages(cache, direct=("boto3==1.40.4",), versions={"boto3": "1.40.4", "six": "1.0"})
    assert set_lines(planned(content("buy", asked)))[-2:] == [
        "    boto3 travels along: the function asks for boto3==1.40.4, and the runtime's",
        "        version moves on by itself",
    ]


@pytest.fixture
def function(repository):
    repository.write("lambdas/shop/shared/shop/money.py", "").write("lambdas/shared/kit/words.py", "")

    def function(include=(), exclude=(), dependencies=None):
        made = content("buy", dependencies)
        folder = str(repository.root / "lambdas/shop/buy")
        composed = replace(made.function, folder=folder, include=tuple(include), exclude=tuple(exclude))
        return replace(made, function=composed)

    return function


def test_patterns_that_match_nothing__are_told(cache, function):
    plans = planned(function(["nothing.txt"], ["six/core/**", "six/tests/x.py"], packages(cache)))
    assert unused_patterns(plans) == [
        '`buy`: Include "nothing.txt" matches nothing',
        '`buy`: Exclude "six/tests/x.py" matches nothing',
    ]


@pytest.mark.parametrize("pattern", ["handler.py", "resources.yaml", "shop/money.py", "kit/words.py", "*.py"])
def test_pattern_that_matches_own_or_shared_files__is_not_told(function, pattern):
    assert unused_patterns(planned(function(exclude=[pattern]))) == []
