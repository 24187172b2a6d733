"""Suggestions for a mistyped name."""

from __future__ import annotations

import pytest
from stackyard.text.alike import alike, likely

KNOWN = [f"student{number:02}" for number in range(1, 31)]


def test_name_without_its_zero__is_suggested_first() -> None:
    assert alike("student3", KNOWN)[0] == "student03"
    assert alike("Student07", KNOWN)[0] == "student07"


def test_name_with_a_slip__suggests_close_ones() -> None:
    assert "student07" in alike("studnet07", KNOWN)


def test_name_like_nothing__suggests_the_first_ones() -> None:
    assert alike("x", KNOWN) == ["student01", "student02", "student03"]
    assert alike("x", []) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prd", "prod"),
        ("PROD", "prod"),
        ("production", "prod"),
        ("development", "dev"),
        ("aws", ""),
        ("", ""),
        ("x", ""),
    ],
)
def test_name_that_somebody_likely_meant__is_named_and_no_other(typed: str, meant: str) -> None:
    assert likely(typed, ["local", "dev", "test", "prod", "cn", "local-cn"]) == meant
