"""The digest of a deployment."""

from __future__ import annotations

import pytest
from stackyard.plan.digest import stack_digest
from stackyard.plan.template import Template

from tests.fakes.stacks import TAGS, make_template

BASE = stack_digest(make_template(), {"Size": "1"}, TAGS)


@pytest.mark.parametrize(
    ("template", "parameters", "tags"),
    [
        (make_template(outputs=("New",)), {"Size": "1"}, TAGS),
        (make_template(), {"Size": "2"}, TAGS),
        (make_template(), {"Size": "1", "More": ""}, TAGS),
        (make_template(), {"Size": "1"}, {**TAGS, "stackyard:owner": "others"}),
    ],
)
def test_any_difference__changes_the_digest(
    template: Template, parameters: dict[str, str], tags: dict[str, str]
) -> None:
    assert stack_digest(template, parameters, tags) != BASE


def test_commit_and_old_digest__are_no_part_of_it() -> None:
    tags = {**TAGS, "stackyard:commit": "abc1234", "stackyard:digest": "old"}
    assert stack_digest(make_template(), {"Size": "1"}, tags) == BASE


def test_order_of_parameters__does_not_matter() -> None:
    template = make_template()
    one, other = {"A": "1", "B": "2"}, {"B": "2", "A": "1"}
    assert stack_digest(template, one, TAGS) == stack_digest(template, other, TAGS)
