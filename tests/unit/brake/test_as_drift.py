"""Functions that are stopped are as they should be; what else differs of them is drift like any other."""

from __future__ import annotations

import pytest
from stackyard.brake.as_drift import apart_from, refuse_while
from stackyard.brake.status import Stopped
from stackyard.drift import ResourceDrift, StackDrift, Status
from stackyard.drift.model import PropertyDrift
from stackyard.errors import StackyardError

STOPPED = Stopped(frozenset({"shop-Buy"}))
NOTE = PropertyDrift("Tags[6]", "", '{"Key":"stackyard:stopped","Value":"2026-11-21T19:10:16Z hand reserved=none"}')
NAMED_NOTE = PropertyDrift("Tags[stackyard:stopped]", "", "2026-11-21T19:10:16Z hand reserved=none")
RESERVE = PropertyDrift("ReservedConcurrentExecutions", "5", "0")
OTHERS = [
    PropertyDrift("Tags[6]", "", '{"Key":"owner","Value":"kim"}'),
    PropertyDrift("ReservedConcurrentExecutions", "5", "7"),
    PropertyDrift("MemorySize", "1024", "0"),
]


def stack(*properties: PropertyDrift, name: str = "shop-Buy", status: Status = Status.MODIFIED) -> StackDrift:
    return StackDrift("shop-api", (ResourceDrift("Buy", "AWS::Lambda::Function", status, name, properties),))


@pytest.mark.parametrize("properties", [(NOTE,), (NAMED_NOTE,), (NOTE, RESERVE)])
def test_what_stopping_did__is_no_drift(properties: tuple[PropertyDrift, ...]) -> None:
    (found,) = apart_from(STOPPED, [stack(*properties)])
    assert not found.drifted
    assert found.compared == 1


@pytest.mark.parametrize("other", OTHERS)
def test_what_somebody_did_besides__is_drift_without_it(other: PropertyDrift) -> None:
    (found,) = apart_from(STOPPED, [stack(NOTE, other)])
    assert [one.properties for one in found.drifted] == [(other,)]


@pytest.mark.parametrize(
    "found", [stack(NOTE, RESERVE, name="shop-Look"), stack(status=Status.DELETED), stack(status=Status.UNKNOWN)]
)
def test_function_that_is_not_stopped_or_gone__is_told_as_it_is(found: StackDrift) -> None:
    assert apart_from(STOPPED, [found]) == [found]


def test_taking_back_while_functions_are_stopped__is_refused() -> None:
    with pytest.raises(StackyardError) as told:
        refuse_while(STOPPED, "dev")
    assert str(told.value) == (
        "drift cannot be taken back while functions are stopped: what they had before would be forgotten\n"
        "  given: 1 of dev carry the tag stackyard:stopped\n"
        "  remedy: bin/resume dev, then the same command again"
    )
    refuse_while(Stopped(), "dev")
