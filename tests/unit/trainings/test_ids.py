from __future__ import annotations

import random
import string

import pytest
from trainings.ids import BadId, is_id, student_id, subject_id, test_id


@pytest.mark.parametrize(
    "value", ["python", "test01", "Intro to SQL", "a", "A.b_c-d", "3", "x" * 64, "student01", "v1.2", "a.b.c"]
)
def test_ordinary_name__is_an_id(value: str) -> None:
    assert subject_id(value) == test_id(value) == student_id(value) == value
    assert is_id(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "is empty"),
        ("x" * 65, "longer than 64"),
        ("..", "'..'"),
        ("a..b", "'..'"),
        ("../secret", "'..'"),
        ("a/b", "path separator"),
        ("/", "path separator"),
        ("a\\b", "path separator"),
        ("%2f", "'%'"),
        ("%2F..", "'..'"),
        ("a%00", "'%'"),
        ("a\n", "control"),
        ("a\x00b", "control"),
        ("\u202eevil", "invisible"),
        ("a\u200bb", "invisible"),
        ("_keys", "reserved"),
        ("_", "reserved"),
        (" a", "not allowed"),
        (".hidden", "not allowed"),
        ("-rf", "not allowed"),
        ("Zoë", "not allowed"),
        ("a:b", "not allowed"),
        ("a*", "not allowed"),
        ("\ud800", "invisible"),
        (5, "not a text"),
        (None, "not a text"),
        (["a"], "not a text"),
        (True, "not a text"),
    ],
)
def test_trick__is_refused_with_the_broken_rule(value: object, reason: str) -> None:
    with pytest.raises(BadId, match=reason) as caught:
        subject_id(value)

    assert "this is no valid subject name" in str(caught.value)
    assert "use letters, digits" in str(caught.value)
    assert str(caught.value).isascii()
    assert not is_id(value)


@pytest.mark.parametrize(
    ("check", "kind"), [(subject_id, "subject name"), (test_id, "test id"), (student_id, "student id")]
)
def test_refusal__says_which_kind_of_id_it_was(check: object, kind: str) -> None:
    with pytest.raises(BadId, match=kind):
        check("a/b")  # type: ignore[operator]  # one of the three functions


def test_huge_id__is_not_repeated_whole() -> None:
    with pytest.raises(BadId) as caught:
        student_id("x" * 1_000_000)

    assert len(str(caught.value)) < 300


def test_any_text__is_either_a_safe_id_or_refused() -> None:
    dice = random.Random(20261121)
    alphabet = string.ascii_letters + string.digits + " ._-/\\%\x00\n\t'\"<>&\u00e9\u4e2d\ufeff"
    for _ in range(20_000):
        text = "".join(dice.choices(alphabet, k=dice.randint(0, 12)))
        if is_id(text):
            assert ".." not in text
            assert text[0].isalnum()
            assert set(text) <= set(string.ascii_letters + string.digits + " ._-")
        else:
            with pytest.raises(BadId):
                subject_id(text)


def test_message__repeats_little_of_what_was_given() -> None:
    with pytest.raises(BadId) as caught:
        student_id("x" * 60_000)

    assert len(str(caught.value)) < 300
