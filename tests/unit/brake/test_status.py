"""One line tells that an environment is stopped, since when and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from stackyard.brake.notes import TAG
from stackyard.brake.status import look


class FakeTagging:
    """The tagging API with functions that carry notes."""

    def __init__(self, *notes: str) -> None:
        self.notes = notes
        self.asked: dict[str, Any] = {}

    def get_paginator(self, operation: str) -> FakeTagging:
        assert operation == "get_resources"
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        self.asked = asked
        for number, note in enumerate(self.notes):
            found = {"ResourceARN": f"arn:aws:lambda:r:1:function:F{number}", "Tags": [{"Key": TAG, "Value": note}]}
            yield {"ResourceTagMappingList": [found]}


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        (
            ["2026-11-21T10:05:00Z budget reserved=none", "2026-11-21T10:00:00Z budget reserved=1"],
            "by the budget since 2026-11-21 10:00 UTC, 2 functions; to go on: bin/resume dev",
        ),
        (
            ["2026-11-21T10:05:00Z hand reserved=none"],
            "by hand since 2026-11-21 10:05 UTC, 1 function; to go on: bin/resume dev",
        ),
        (["what?"], "by somebody, 1 function; to go on: bin/resume dev"),
    ],
)
def test_stopped_functions__are_told(notes: list[str], told: str) -> None:
    found = look(FakeTagging(*notes), "dev")
    assert found.names == {f"F{number}" for number in range(len(notes))}
    assert found.line("dev") == {"label": "stopped", "value": told}


def test_question__is_for_stopped_functions_of_the_environment() -> None:
    tagging = FakeTagging()
    assert look(tagging, "dev").count == 0
    assert tagging.asked["TagFilters"] == [{"Key": "stackyard:environment", "Values": ["dev"]}, {"Key": TAG}]
    assert tagging.asked["ResourceTypeFilters"] == ["lambda:function"]
