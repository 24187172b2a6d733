from __future__ import annotations

from dataclasses import replace

import pytest
from stackyard.package.told.changes import FIRST, changes, explanation
from stackyard.package.told.record import FunctionRecord

BEFORE = FunctionRecord(
    digest="d1",
    runtime="python3.13",
    architecture="arm64",
    own={"lambdas/shop/buy/handler.py": "aa", "lambdas/shop/buy/old.py": "bb"},
    shared={"lambdas/shop/shared/shop/money.py": "cc"},
    packages={"boto3": "1.40.4", "numpy": "2.1"},
    pins="p1",
    exclude=["*.md"],
    provided=["boto3"],
    layers=["numpy"],
    bytecode="cpython-313",
)


def reasons(**now):
    return changes(BEFORE, replace(BEFORE, **{"digest": "d2", **now}))


def test_function_that_was_never_packaged_here__is_told_so():
    assert changes(None, BEFORE) == ["packaged here for the first time"]


def test_equal_content__needs_no_reason():
    assert changes(BEFORE, replace(BEFORE, exclude=["*.txt"])) == []


def test_own_files__are_told_one_by_one():
    own = {"lambdas/shop/buy/handler.py": "zz", "lambdas/shop/buy/new.py": "dd"}
    assert reasons(own=own) == [
        "lambdas/shop/buy/handler.py changed",
        "lambdas/shop/buy/new.py added",
        "lambdas/shop/buy/old.py removed",
    ]


def test_shared_module__is_told_as_such():
    assert reasons(shared={"lambdas/shop/shared/shop/money.py": "zz"}) == [
        "shared module lambdas/shop/shared/shop/money.py changed"
    ]


def test_many_files__are_counted():
    own = {**BEFORE.own, **{f"lambdas/shop/buy/{number}.py": "ee" for number in range(7)}}
    assert reasons(own=own)[-2:] == ["lambdas/shop/buy/4.py added", "2 more files"]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"packages": {"boto3": "1.40.4", "numpy": "2.2"}, "pins": "p2"}, "requirements: numpy 2.1 → 2.2"),
        ({"packages": {**BEFORE.packages, "six": "1.16"}, "pins": "p2"}, "requirements: six 1.16 added"),
        ({"packages": {"boto3": "1.40.4"}, "pins": "p2"}, "requirements: numpy 2.1 removed"),
        ({"pins": "p2"}, "requirements: other hashes or conditions of the same versions"),
        ({"runtime": "python3.14"}, "python3.13 → python3.14"),
        ({"architecture": "x86_64"}, "arm64 → x86_64"),
        ({"exclude": []}, "Exclude changed"),
        ({"include": ["docs/**"]}, "Include changed"),
        ({"provided": []}, "boto3 travels along now"),
        ({"provided": ["boto3", "numpy"]}, "numpy is left to the runtime now"),
        ({"layers": []}, "numpy: not in a layer any more"),
        ({"layers": ["numpy", "shop/shared"]}, "shop/shared: in a layer now"),
        ({"bytecode": ""}, "bytecode left out"),
        ({"bytecode": "cpython-314"}, "bytecode of cpython-314 added"),
        ({"packager": "stackyard-artifact-99"}, "packager format changed"),
        ({}, "what it is made of changed"),
    ],
)
def test_each_other_change__has_its_reason(now, told):
    assert reasons(**now) == [told]


def test_package_that_is_gone__is_not_said_to_travel_along():
    assert reasons(packages={"numpy": "2.1"}, pins="p2", provided=[]) == ["requirements: boto3 1.40.4 removed"]


def test_packages__are_told_in_one_line_and_many_are_counted():
    packages = {f"package-{number}": "1.0" for number in range(7)}
    assert reasons(packages=packages, provided=[]) == [
        "requirements: boto3 1.40.4 removed, numpy 2.1 removed, package-0 1.0 added, package-1 1.0 added, "
        "package-2 1.0 added, 4 more packages"
    ]


def test_long_reason__goes_on_below():
    told = explanation({"shop/buy": ["requirements: " + ", ".join(["numpy 2.1 → 2.2"] * 6), "Exclude changed"]})
    assert told[0].startswith("`buy`: requirements: numpy 2.1 → 2.2,")
    assert [line[:4] == "    " for line in told] == [False, True, True]
    assert max(map(len, told)) <= 80


def test_explanation__names_each_function_once_and_the_unchanged_together():
    told = {"shop/sell": ["a changed", "b added"], "shop/buy": [FIRST], "shop/lend": [], "shop/rent": []}
    assert explanation(told) == [
        "`buy`: packaged here for the first time",
        "`sell`: a changed",
        "    b added",
        "unchanged: lend, rent",
    ]


def test_functions_with_the_same_reasons__are_told_together():
    reasons = ["shared module lambdas/shop/shared/shop/money.py changed", "Exclude changed"]
    assert explanation({"shop/buy": reasons, "shop/lend": ["a changed"], "shop/sell": reasons}) == [
        "`buy`, `sell`: shared module lambdas/shop/shared/shop/money.py changed",
        "    Exclude changed",
        "`lend`: a changed",
    ]


def test_many_functions_with_the_same_reason__are_counted_and_named_below():
    told = {**{f"shop/function_{number}": [FIRST] for number in range(9)}, "shop/lend": ["a changed"]}
    assert explanation(told) == [
        "9 functions: packaged here for the first time",
        "    of function_0, function_1, function_2, function_3, function_4, function_5,",
        "        function_6, function_7, function_8",
        "`lend`: a changed",
    ]


def test_one_reason_for_all_functions__is_one_line():
    told = {f"shop/function_{number}": [FIRST] for number in range(9)}
    assert explanation(told) == ["9 functions: packaged here for the first time"]


def test_unchanged_functions__are_not_named_where_nobody_wants_it():
    assert explanation({"shop/buy": [FIRST], "shop/lend": []}, with_unchanged=False) == [
        "`buy`: packaged here for the first time"
    ]


def test_name_that_two_systems_have__is_told_with_the_system():
    told = {"shop/buy": ["a changed"], "mall/buy": [], "mall/rent": []}
    assert explanation(told) == ["`shop/buy`: a changed", "unchanged: mall/buy, rent"]


def test_many_unchanged_functions__fit_the_screen():
    lines = explanation({f"shop/function_{number:02}": [] for number in range(30)})
    assert max(map(len, lines)) <= 80
    assert " ".join(lines).count("function_") == 30
    assert all(line.startswith("    ") for line in lines[1:])


def test_no_functions__need_no_lines():
    assert explanation({}) == []
