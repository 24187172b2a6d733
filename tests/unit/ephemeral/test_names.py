"""Names of copies: short, and fit for everything that is named after them, whatever users and branches are called."""

from __future__ import annotations

from itertools import chain, repeat

import pytest
from stackyard.ephemeral.names import beginning, check, derive
from stackyard.errors import StackyardError
from stackyard.settings.short_lived import LONGEST, is_name


@pytest.mark.parametrize(
    ("user", "branch", "expected"),
    [
        ("kim", "main", "kim-main"),
        ("kim.mueller", "feature/login-page", "kim-logi"),
        ("Ümit", "Größe", "umi-gros"),
        ("王芳", "main", "main"),
        ("kim", "", "kim"),
        ("", "", "copy"),
        ("", "特性", "copy"),
        ("root", "3f2a9c1", "roo-3f2a"),
        ("42", "7", "x42-7"),
        ("-", "/", "copy"),
        ("ab", "release/2026.11", "ab-20261"),
        ("kim", "feature/", "kim-feat"),
    ],
)
def test_user_and_branch__begin_the_name_as_far_as_they_fit(user: str, branch: str, expected: str) -> None:
    assert beginning(user, branch) == expected


@pytest.mark.parametrize("user", ["kim", "a" * 200, "\x1b[31m", "😀", "9", "--", "KIM\n", "a/../b"])
@pytest.mark.parametrize("branch", ["main", "x" * 300, "../..", "", "ß", "feature/-", "12345"])
def test_whatever_they_are__the_name_is_one(user: str, branch: str) -> None:
    name = derive(user, branch, ())
    assert is_name(name)
    assert len(f"stackyard-{name}-") <= 24


def test_name_that_somebody_has__is_drawn_again() -> None:
    digits = iter(["aaaa", "bbbb", "cccc"])
    assert derive("kim", "main", {"kim-main-aaaa", "kim-main-bbbb-2"}, lambda: next(digits)) == "kim-main-cccc"


def test_no_free_name__says_what_to_do() -> None:
    digits = chain(repeat("aaaa"))
    with pytest.raises(StackyardError, match="no free name") as caught:
        derive("kim", "main", {"kim-main-aaaa"}, lambda: next(digits))
    assert "--name" in caught.value.remedy


@pytest.mark.parametrize("name", ["", "Kim", "1a", "a--b", "a-", "-a", "a_b", "a.b", "a/b", "a" * (LONGEST + 1)])
def test_name_that_is_none__is_refused(name: str) -> None:
    with pytest.raises(StackyardError, match="this is no name"):
        check(name, (), ())


@pytest.mark.parametrize("name", ["dev", "ephemeral", "all", "dev-eu"])
def test_name_of_what_stays__is_refused(name: str) -> None:
    with pytest.raises(StackyardError, match="taken"):
        check(name, {"dev", "dev-eu"}, ())


@pytest.mark.parametrize(("name", "other"), [("dev-2", "dev"), ("kim", "kim-main"), ("kim-main-2", "kim-main")])
def test_names_that_begin_alike__are_refused(name: str, other: str) -> None:
    with pytest.raises(StackyardError, match="begin alike") as caught:
        check(name, (), {other})
    assert other in caught.value.given


def test_free_name__passes() -> None:
    check("kim-main", {"dev"}, {"kim-mai", "kim-main", "kim-mainx"})
