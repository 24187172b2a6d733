"""An environment more in the text of an inventory."""

from __future__ import annotations

import pytest
from stackyard.environments.inventory_text import with_environment
from stackyard.errors import StackyardError

TEXT = """---
# What a host is.
all:
  children:
    aws:
      children:
        dev:
          hosts:
            dev-eu-central-1:
              aws_region: eu-central-1  # near
        # The last one.
        prod:
          hosts:
            prod-eu-central-1:
              aws_region: eu-central-1

    # Another partition.
    aws_cn:
      children:
        cn:
          hosts:
            cn-north-1: {aws_region: cn-north-1}
    embedded:
      children:
        local:
"""


def test_environment__comes_last_in_its_partition_and_nothing_else_moves() -> None:
    before, after = TEXT.splitlines(), with_environment(TEXT, "aws", "staging", ["eu-west-1", "us-east-1"]).splitlines()
    assert after == [
        *before[:15],
        "        staging:",
        "          hosts:",
        "            staging-eu-west-1:",
        "              aws_region: eu-west-1",
        "            staging-us-east-1:",
        "              aws_region: us-east-1",
        *before[15:],
    ]


def test_other_partition__gets_it_where_that_is_asked_for() -> None:
    after = with_environment(TEXT, "aws_cn", "cn-test", ["cn-north-1"])
    assert after.index("cn-test:") > after.index("cn-north-1: {aws_region")


@pytest.mark.parametrize("partition", ["aws_eusc", "embedded-x"])
def test_partition_that_is_not_there__is_told_with_those_that_are(partition: str) -> None:
    with pytest.raises(StackyardError, match="there is no partition of this name") as caught:
        with_environment(TEXT, partition, "staging", ["eu-west-1"])
    assert caught.value.remedy == f"--partition, one of aws, aws_cn; another one begins with group_vars/{partition}.yml"


def test_partition_that_has_settings_only__is_begun_after_the_others() -> None:
    before = TEXT.splitlines()
    after = with_environment(
        TEXT, "aws_eusc", "staging", ["eusc-de-east-1"], {"aws", "aws_cn", "aws_eusc"}
    ).splitlines()
    embedded = before.index("    embedded:")
    assert after == [
        *before[:embedded],
        "    aws_eusc:",
        "      children:",
        "        staging:",
        "          hosts:",
        "            staging-eusc-de-east-1:",
        "              aws_region: eusc-de-east-1",
        *before[embedded:],
    ]


def test_inventory_in_one_line__is_left_as_it_is() -> None:
    text = "{all: {children: {aws: {children: {dev: {hosts: {one: {}}}}}}}}\n"
    with pytest.raises(StackyardError, match="written in a way that nothing can be added to"):
        with_environment(text, "aws", "staging", ["eu-west-1"])
