"""Patterns of Java's, as far as Python can judge them."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from stackyard.plan.patterns import fits


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("^[a-z]+$", "abc", True),
        ("[a-z]+", "abc1", False),
        ("", "", True),
        (r"\d+", "٣", False),
        (r"\w+", "ä", False),
        ("a++b", "aab", True),
        ("(?:a|b){2}", "ab", True),
        ("^$|^arn:.*", "", True),
    ],
)
def test_pattern_that_both_dialects_read_alike__is_judged(pattern: str, value: str, expected: bool) -> None:
    assert fits(pattern, value) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        r"\p{Alpha}+",
        "[a-z&&[^b]]",
        "[a[bc]]",
        r"\Qa.b\E",
        "(?<name>a)",
        r"\h",
        r"\0101",
        "a(?i)b",
        "(?u)a",
        "(",
        "a{2,1}",
        r"\x{41}",
        "[[:alpha:]]",
    ],
)
def test_pattern_of_java_alone__is_not_judged(pattern: str) -> None:
    assert fits(pattern, "zzz") is None


def test_value_of_several_lines__is_not_judged() -> None:
    assert fits(".*", "a\nb") is None


@pytest.mark.parametrize(
    ("pattern", "value"), [("(a+)+", "a" * 60 + "b"), ("a*a*a*a*a*b", "a" * 4096), ("(x|x)*y", "x" * 60)]
)
def test_search_without_an_end__is_given_up_and_not_judged(pattern: str, value: str) -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    assert fits(pattern, value) is None
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_other_threads__judge_nothing_as_nobody_could_stop_them() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(fits, "a", "b").result() is None
