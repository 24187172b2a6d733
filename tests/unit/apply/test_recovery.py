"""What may be given up for the sake of a stuck stack."""

from __future__ import annotations

import pytest
from stackyard.apply.recovery import Recovery, allows
from stackyard.errors import StackyardError


def test_names_given_by_commas_or_as_list__are_the_same() -> None:
    by_text = Recovery.from_mapping({"skip_resources": "shop-api.Queue, shop-api.Topic", "wait_minutes": "5"})
    by_list = Recovery.from_mapping({"skip_resources": ["shop-api.Queue", "shop-api.Topic"], "wait_minutes": 5})
    assert by_text == by_list
    assert by_text.skip_resources == ("shop-api.Queue", "shop-api.Topic")


def test_nothing_given__allows_nothing() -> None:
    assert Recovery.from_mapping({"skip_resources": "", "discard_data": []}) == Recovery()
    assert not allows((), "shop-api.Queue")


def test_pattern__means_the_resources_it_matches() -> None:
    assert allows(("shop-api.*",), "shop-api.Queue")
    assert not allows(("shop-api.*",), "shop-data.Queue")


def test_logical_id_alone__is_refused() -> None:
    with pytest.raises(StackyardError, match="by stack and logical id") as caught:
        Recovery.from_mapping({"discard_data": "Queue"})
    assert caught.value.given == "Queue"


@pytest.mark.parametrize("minutes", ["soon", "0", "-1", None, "nan"])
def test_time_that_is_none__is_refused(minutes: object) -> None:
    with pytest.raises(StackyardError, match="no number of minutes"):
        Recovery.from_mapping({"wait_minutes": minutes})


def test_unknown_setting__is_refused() -> None:
    with pytest.raises(StackyardError, match="not known") as caught:
        Recovery.from_mapping({"skip": "a.b"})
    assert caught.value.given == "skip"
