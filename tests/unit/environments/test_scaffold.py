"""Names of new environments."""

from __future__ import annotations

import pytest
from stackyard.environments.scaffold import LONGEST, check_name
from stackyard.errors import StackyardError

GROUPS, SYSTEMS = ["all", "aws", "aws_cn", "dev", "prod", "local-cn"], ["shop"]


@pytest.mark.parametrize("name", ["staging", "test-2", "a" * LONGEST, "d", "deva"])
def test_good_name__passes(name: str) -> None:
    check_name(name, GROUPS, SYSTEMS)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Staging", "no name of an environment"),
        ("a_b", "no name of an environment"),
        ("a--b", "no name of an environment"),
        ("2nd", "no name of an environment"),
        ("", "no name of an environment"),
        ("a/../b", "no name of an environment"),
        ("a" * (LONGEST + 1), "no name of an environment"),
        ("prod", "has a group of this name"),
        ("shop", "a system or a part of the kit is called so"),
        ("account", "a system or a part of the kit is called so"),
        ("localhost", "a system or a part of the kit is called so"),
        ("dev-two", "could not be told from those of dev"),
        ("local", "could not be told from those of local-cn"),
        ("on", "no name of an environment"),
        ("null", "no name of an environment"),
    ],
)
def test_name_that_no_environment_can_have__is_refused(name: str, problem: str) -> None:
    with pytest.raises(StackyardError, match=problem):
        check_name(name, GROUPS, SYSTEMS)


@pytest.mark.parametrize("name", ["A", "dev-two", "local"])
def test_name_that_is_proposed__is_a_good_one(name: str) -> None:
    with pytest.raises(StackyardError) as caught:
        check_name(name, GROUPS, SYSTEMS)
    proposed = caught.value.remedy.partition("such as ")[2].split(" or ")
    for one in proposed:
        check_name(one, GROUPS, SYSTEMS)
    assert proposed != [""]
