from __future__ import annotations

from typing import Any

import pytest

from embedded.repairs.partition_rules.types import asks_for_the_region

REGION = {"Fn::Equals": [{"Ref": "AWS::Region"}, "cn-north-1"]}
CONDITIONS: dict[str, Any] = {
    "Direct": REGION,
    "Negated": {"Fn::Not": [{"Condition": "Direct"}]},
    "Combined": {"Fn::And": [{"Fn::Equals": [{"Ref": "Mail"}, "ses"]}, {"Condition": "Negated"}]},
    "ByParameter": {"Fn::Equals": [{"Ref": "Mail"}, "ses"]},
    "ByPartition": {"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws"]},
    "Circle": {"Fn::Not": [{"Condition": "Circle"}]},
}


@pytest.mark.parametrize(
    ("name", "asks"),
    [
        ("Direct", True),
        ("Negated", True),
        ("Combined", True),
        ("ByParameter", False),
        ("ByPartition", False),
        ("Circle", False),
        ("Unknown", False),
    ],
)
def test_condition__is_one_on_the_region_however_it_is_made(name: str, asks: bool) -> None:
    assert asks_for_the_region(name, CONDITIONS) is asks
