"""The table at the end of a run for several targets."""

from __future__ import annotations

from collections.abc import Iterator

from stackyard.progress.summary import Summary

REGIONS = {"dev-one": "eu-west-1", "test-one": "eu-central-1"}


def clock() -> Iterator[float]:
    yield from (0.0, 4.0, 9.5, 12.25, 20.0)


def listening() -> Summary:
    return Summary(clock().__next__)


def test_targets__stand_side_by_side_with_what_became_of_their_stacks() -> None:
    summary = listening()
    summary.ended("dev-one", {"actions": {"a": "created", "b": "unchanged"}, "report": "/here/build/dev.html"})
    summary.ended("test-one", {"actions": {"a": "updated"}, "failed_stacks": ["b"]}, failed=True)
    summary.ended("dev-one", {"actions": {"c": "created"}})
    assert summary.lines(REGIONS.__getitem__, lambda path: path.removeprefix("/here/")) == [
        "target    region        result  stacks                  seconds  report",
        "dev-one   eu-west-1     ok      2 created, 1 unchanged  12.2     build/dev.html",
        "test-one  eu-central-1  FAILED  1 updated, 1 failed     9.5",
    ]


def test_removal__counts_what_was_deleted() -> None:
    summary = listening()
    summary.ended("dev-one", {"stacks": ["a", "b"], "resources": []})
    assert summary.targets["dev-one"].counted() == "2 deleted"


def test_target_that_failed_before_its_stacks__has_none() -> None:
    summary = listening()
    summary.ended("dev-one", {"msg": "no credentials"}, failed=True)
    summary.ended("dev-one", {"msg": "later"})
    assert summary.lines(REGIONS.__getitem__)[1].split() == ["dev-one", "eu-west-1", "FAILED", "-", "9.5"]


def test_page_that_is_written_after_the_last_task__is_in_the_table() -> None:
    summary = Summary(lambda: 0.0)
    summary.ended("dev-one", {}, failed=True)
    summary.reported("dev-one", "/here/build/dev.html")
    assert summary.lines(lambda _: "there-1")[-1].endswith("  /here/build/dev.html")
