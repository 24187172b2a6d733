"""Every status of the service has its way out."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from stackyard.plan.statuses import WAYS_OUT, WayOut, way_out


def test_every_status_of_the_service__has_a_way_out_and_none_is_invented() -> None:
    service = botocore.session.get_session().get_service_model("cloudformation")
    statuses: Any = service.shape_for("StackStatus")  # its stubs do not know enumerations
    assert set(WAYS_OUT) == set(statuses.enum)


def test_whatever_is_in_progress__is_waited_for_except_a_shell_under_review() -> None:
    running = {status for status in WAYS_OUT if status.endswith("_IN_PROGRESS")} - {"REVIEW_IN_PROGRESS"}
    assert {status for status, way in WAYS_OUT.items() if way is WayOut.WAIT} == running


def test_only_what_is_complete__takes_a_change_set() -> None:
    usable = {status for status, way in WAYS_OUT.items() if way is WayOut.USE}
    assert all(status.endswith("_COMPLETE") for status in usable)
    assert not usable & {"ROLLBACK_COMPLETE", "DELETE_COMPLETE"}


@pytest.mark.parametrize("status", ["", "SOMETHING_NEW"])
def test_status_that_nobody_knows__is_explained_rather_than_acted_upon(status: str) -> None:
    assert way_out(status) is WayOut.EXPLAIN
