"""The workshop's habits."""

from __future__ import annotations

from stackyard.apply.workshop import Workshop

from tests.fakes.stacks import make_target


def test_workshop_without_a_listener__tells_nobody_and_goes_on() -> None:
    workshop = Workshop(make_target(), cloudformation=None)
    workshop.observer.note("something failed")
    assert (workshop.bucket, workshop.commit) == ("", "none")
