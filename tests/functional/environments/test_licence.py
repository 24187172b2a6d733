"""Where public APIs need an ICP licence, a run says so until somebody confirmed that it is there."""

from __future__ import annotations

import pytest

from tests.functional.environments.conftest import Play, Sts
from tests.functional.environments.test_preflight import filled_in, words

WARNING = "APIs in this partition answer 403 until an ICP recordal is done for the account"


def told(play: Play, sts: Sts, environment: str, partition: str, *options: str) -> str:
    """What a run says that ends after the account was looked at, as there is nothing more at the endpoint."""
    sts.is_caller("111122223333", partition)
    return words(play("status", environment, *filled_in(environment), *options).stdout)


def test_licence_that_nobody_confirmed__is_warned_of_with_what_to_set(play: Play, sts: Sts) -> None:
    screen = told(play, sts, "cn", "aws-cn")
    assert WARNING in screen
    assert "icp_confirmed: true in group_vars/cn/main.yml" in screen


@pytest.mark.parametrize(
    ("environment", "partition", "options"),
    [("cn", "aws-cn", ["-e", "icp_confirmed=true"]), ("dev", "aws", [])],
    ids=["confirmed", "not needed"],
)
def test_licence_that_is_there_or_not_needed__is_not_mentioned(
    play: Play, sts: Sts, environment: str, partition: str, options: list[str]
) -> None:
    screen = told(play, sts, environment, partition, *options)
    assert "ICP" not in screen
    assert "preflight" in screen
