"""Spans on an axis."""

from __future__ import annotations

import pytest
from stackyard.deploy_report import Span, StackRun
from stackyard.deploy_report.timeline import readable, timeline


def stack(*spans: Span) -> StackRun:
    return StackRun("shop-data", "shop", "data", "create", "new", spans=spans)


def span(resource: str, began: float, ended: float) -> Span:
    return Span(resource, "AWS::SNS::Topic", "create", began, ended)


def test_bars__are_as_long_as_their_share_of_the_time() -> None:
    made = timeline([stack(span("A", 1000, 1010), span("B", 1005, 1020), span("A", 1015, 1020))])
    tracks = {track.label: [(bar.left, bar.width) for bar in track.bars] for track in made.groups[0].tracks}
    assert tracks == {"A": [(0, 50), (75, 25)], "B": [(25, 75)]}
    assert [track.seconds for track in made.groups[0].tracks] == ["15 s", "15 s"]


def test_what_took_no_time__can_be_seen_and_stays_on_the_axis() -> None:
    made = timeline([stack(span("A", 1000, 1010), span("B", 1010, 1010))])
    bar = made.groups[0].tracks[1].bars[0]
    assert bar.width > 0
    assert bar.left + bar.width <= 100


def test_stack_itself__comes_first() -> None:
    made = timeline([stack(span("A", 1, 2), span("shop-data", 1, 3))])
    assert [(track.label, track.whole) for track in made.groups[0].tracks] == [("shop-data", True), ("A", False)]


def test_stack_at_which_nothing_happened__has_no_group() -> None:
    assert timeline([stack()]).groups == ()


def test_moment_without_length__still_has_an_axis() -> None:
    assert timeline([stack(span("A", 5, 5))]).marks[0] == (0.0, "0 s")


@pytest.mark.parametrize(
    ("length", "labels"),
    [
        (12, ["0 s", "2 s", "4 s", "6 s", "8 s", "10 s", "12 s"]),
        (80, ["0 s", "15 s", "30 s", "45 s", "60 s", "75 s"]),
        (600, ["0 min", "2 min", "4 min", "6 min", "8 min", "10 min"]),
    ],
)
def test_marks__stand_at_round_numbers(length: float, labels: list[str]) -> None:
    assert [label for _, label in timeline([stack(span("A", 0, length))]).marks] == labels


@pytest.mark.parametrize("length", [0.05, 3.0, 7000.0, 90_000.0, 3_000_000.0])
def test_marks__are_never_too_many(length: float) -> None:
    marks = timeline([stack(span("A", 0, length))]).marks
    assert 1 <= len(marks) <= 8
    assert all(0 <= at <= 100 for at, _ in marks)


@pytest.mark.parametrize(("seconds", "text"), [(0.01, "< 0.1 s"), (3.21, "3.2 s"), (61, "1 min 01 s")])
def test_seconds__are_as_exact_as_it_matters(seconds: float, text: str) -> None:
    assert readable(seconds) == text
