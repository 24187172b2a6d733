"""Stand-ins for values that are not known yet."""

from __future__ import annotations

import re
from typing import Any

import pytest
from stackyard.plan import OutputRef, make_plan
from stackyard.preview.placeholders import placeholder, placeholders

from tests.fakes.stacks import make_spec, make_state, make_target, make_template

CHINA = make_target(partition="aws-cn", region="cn-north-1")


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"Type": "String"}, "known-after-deploy"),
        ({"Type": "String", "AllowedValues": ["on", "off"]}, "on"),
        ({"Type": "Number"}, "1"),
        ({"Type": "Number", "MinValue": 5}, "5"),
        ({"Type": "List<Number>"}, "1"),
        ({"Type": "String", "MaxLength": 5}, "known"),
        ({"Type": "String", "AllowedPattern": "arn.*:role/.*"}, "arn:aws-cn:iam::123456789012:role/known-after-deploy"),
        ({"Type": "String", "AllowedPattern": "[a-z]+"}, "knownafterdeploy"),
        ({"Type": "String", "AllowedPattern": "nothing fits this"}, "known-after-deploy"),
        ({"Type": "String", "AllowedPattern": r"\p{Alpha}+"}, "known-after-deploy"),
    ],
)  # fmt: skip
def test_placeholder__is_what_the_declaration_accepts(declared: dict[str, Any], expected: str) -> None:
    assert placeholder(declared, CHINA) == expected


def test_short_shape__is_made_as_long_as_asked_for() -> None:
    made = placeholder({"Type": "String", "MinLength": 30, "AllowedPattern": "[a-z]*"}, CHINA)
    assert re.fullmatch("[a-z]{30}", made)


def test_value_that_the_stack_has_now__is_the_best_guess() -> None:
    template = make_template(Parameters={"Old": {"Type": "String"}, "New": {"Type": "String"}})
    refs = {name: OutputRef("shop", "data", name) for name in ("Old", "New")}
    data = make_spec("data", outputs=("Old", "New"))
    spec = make_spec("api", refs, template=template)
    [_, planned] = make_plan([data, spec], {spec.name: make_state("api", parameters={"Old": "there"})}).stacks
    assert placeholders(planned, CHINA) == {"Old": "there", "New": "known-after-deploy"}
