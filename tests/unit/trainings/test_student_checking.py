from __future__ import annotations

import pytest
from lambda_kit.checking import BadDocument
from trainings.student_checking import StudentChecker


@pytest.mark.parametrize(
    "email",
    [
        "student01@example.com",
        "a.b+c@mail.example.co.uk",
        "x@xn--exmple-cua.com",
        "o'neil@example.org",
        f"{'a' * 64}@b.pl",
    ],
)
def test_email_address__is_taken(email: str) -> None:
    check = StudentChecker("doc")

    assert check.email({"email": email}, "") == email
    check.done(None)


@pytest.mark.parametrize(
    "email",
    [
        "student01", "@example.com", "a@", "a@localhost", "a@b..com", "a@-b.com", "a@b-.com", ".a@b.com", "a.@b.com",
        "a..b@c.com", "a b@c.com", "a@b.com, c@d.com", "a@b.com\nBcc: x@y.com", "a@b@c.com", "<a@b.com>", "é@b.com",
        "a@bé.com", f"{'a' * 65}@b.com", "a@" + ("b" * 60 + ".") * 4 + "com" + "." + "d" * 20, "a@b.com\n",
    ],
)  # fmt: skip
def test_bad_email_address__is_a_fault(email: str) -> None:
    check = StudentChecker("doc")
    check.email({"email": email}, "[0]")

    with pytest.raises(BadDocument, match=r"\[0\]\.email"):
        check.done(None)


def test_student_id__is_checked_like_everywhere() -> None:
    check = StudentChecker("doc")

    assert check.student_id({"student_id": "student01"}, "[0]") == "student01"
    check.student_id({"student_id": "../x"}, "[1]")
    with pytest.raises(BadDocument, match=r"\[1\]\.student_id: this is no valid student id"):
        check.done(None)
