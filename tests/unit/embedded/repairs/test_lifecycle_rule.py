from __future__ import annotations

from typing import Any

import pytest

from embedded.repairs.resource_properties.buckets import lifecycle_rule


@pytest.mark.parametrize(
    ("template", "api"),
    [
        ({"Status": "Enabled", "ExpirationInDays": "3"}, {"Expiration": {"Days": 3}}),
        (
            {"Status": "Enabled", "ExpirationInDays": 3, "ExpiredObjectDeleteMarker": "true"},
            {"Expiration": {"Days": 3, "ExpiredObjectDeleteMarker": True}},
        ),
        ({"Status": "Enabled", "Prefix": "_runs/"}, {"Filter": {"Prefix": "_runs/"}}),
        (
            {"Status": "Enabled", "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": "30"}]},
            {"Transitions": [{"StorageClass": "GLACIER", "Days": 30}]},
        ),
    ],
)
def test_rule_of_a_template__is_translated(template: dict[str, Any], api: dict[str, Any]) -> None:
    assert lifecycle_rule(template) == {"Status": "Enabled", "Filter": {"Prefix": ""}, **api}


def test_part_without_translation__is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="does not emulate TagFilters"):
        lifecycle_rule({"Status": "Enabled", "TagFilters": []})
