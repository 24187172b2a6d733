"""The digest of a deployment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stackyard.plan.digest import stack_digest
from stackyard.plan.model import StackSpec

from tests.fakes.stacks import TAGS, make_spec, make_template

SPEC = make_spec("api")
BASE = stack_digest(SPEC, {"Size": "1"})


@pytest.mark.parametrize(
    ("spec", "parameters"),
    [
        (replace(SPEC, template=make_template(outputs=("New",))), {"Size": "1"}),
        (SPEC, {"Size": "2"}),
        (SPEC, {"Size": "1", "More": ""}),
        (replace(SPEC, tags={**TAGS, "stackyard:owner": "others"}), {"Size": "1"}),
    ],
)
def test_any_difference__changes_the_digest(spec: StackSpec, parameters: dict[str, str]) -> None:
    assert stack_digest(spec, parameters) != BASE


def test_commit_old_digest_and_end_of_life__are_no_part_of_it() -> None:
    end = {"stackyard:expires": "2026-11-21T20:00:00Z"}
    tags = {**TAGS, "stackyard:commit": "abc1234", "stackyard:digest": "old", **end}
    assert stack_digest(replace(SPEC, tags=tags), {"Size": "1"}) == BASE


def test_order_of_parameters__does_not_matter() -> None:
    one, other = {"A": "1", "B": "2"}, {"B": "2", "A": "1"}
    assert stack_digest(SPEC, one) == stack_digest(SPEC, other)


def test_stack_without_secrets__has_the_digest_that_it_was_always_deployed_with() -> None:
    template = replace(SPEC.template, body="Resources: {}\n")
    spec = replace(SPEC, template=template, tags={"stackyard:system": "shop"})
    assert stack_digest(spec, {"Size": "1"}) == "a068532e46be1fecfbafa5d36d2b893a79362c825e664b0165e301c67eec0b57"
