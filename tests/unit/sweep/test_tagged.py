"""What carries the environment's tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stackyard.apply import Pace
from stackyard.sweep.arns import Arn
from stackyard.sweep.tagged import still_there, tagged

BUCKET, QUEUE = Arn.parse("arn:aws:s3:::b"), Arn.parse("arn:aws:sqs:eu-central-1:1:q")
PACE = Pace(sleep=lambda _: None)


class FakeTagging:
    def __init__(self, *pages: list[str]) -> None:
        self.pages_of_arns, self.asked = pages, ""

    def get_paginator(self, operation: str) -> FakeTagging:
        assert operation == "get_resources"
        return self

    def paginate(self, TagFilters: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:  # noqa: N803
        self.asked = ", ".join(f"{one['Key']}={'|'.join(one['Values'])}" for one in TagFilters)
        for page in self.pages_of_arns:
            yield {"ResourceTagMappingList": [{"ResourceARN": arn} for arn in page]}


def test_resources_of_all_pages__are_listed_sorted() -> None:
    tagging = FakeTagging([str(QUEUE)], [str(BUCKET)])
    assert tagged(tagging, "dev") == [BUCKET, QUEUE]
    assert tagging.asked == "stackyard:environment=dev"


def test_resources_of_some_systems__carry_both_tags() -> None:
    tagging = FakeTagging([str(QUEUE)])
    assert tagged(tagging, "dev", ["shop", "mail"]) == [QUEUE]
    assert tagging.asked == "stackyard:environment=dev, stackyard:system=mail|shop"


def test_resource_that_vanishes_late__is_waited_for() -> None:
    looks = [[BUCKET, QUEUE], [QUEUE], []]
    assert still_there(lambda: looks.pop(0), lambda found: found, PACE, patience=5) == []


def test_resource_that_stays__is_what_is_left_when_patience_ends() -> None:
    looks: list[int] = []

    def list_tagged() -> list[Arn]:
        looks.append(1)
        return [BUCKET]

    assert still_there(list_tagged, lambda found: found, PACE, patience=4) == [BUCKET]
    assert len(looks) == 4


def test_resource_listed_but_gone__does_not_count() -> None:
    assert still_there(lambda: [BUCKET], lambda _: [], PACE, patience=1) == []
