"""Whose operation it is."""

from __future__ import annotations

import re

import pytest
from stackyard.apply.operations import new_token, who


def test_token__is_what_cloudformation_takes_and_another_one_each_time() -> None:
    token = new_token()
    assert re.fullmatch(r"[a-zA-Z0-9][-a-zA-Z0-9]{0,127}", token)
    assert token != new_token()


@pytest.mark.parametrize(
    ("token", "somebody"),
    [
        ("stackyard-ada-" + "0" * 32, "ada with this kit"),
        ("stackyard--" + "0" * 32, "somebody with this kit"),
        ("Console-UpdateStack-1", "somebody in the AWS console"),
        ("anything", ""),
        ("", ""),
    ],
)
def test_token__tells_who_asked(token: str, somebody: str) -> None:
    assert who(token) == somebody
