"""Nothing is lost, nothing is doubled and final states are right, whatever goes wrong in whatever order.

Here a few hundred schedules; ``python -m tests.bench.gearbox_faults`` plays as many as it is given.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.gearbox_world.schedules import Story, exhausted, interleaved, played
from tests.gearbox_world.stories import LONG_STORIES, STORIES
from tests.gearbox_world.world import World

CALLS = 5  # of a function that examines one file


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("story", [story for story in STORIES if story not in LONG_STORIES])
def test_story__ends_right_with_every_fault_at_every_call(story: Story) -> None:
    assert exhausted(story) > 50


def test_long_story__ends_right_with_a_fault_now_and_then() -> None:
    for story in LONG_STORIES:
        assert exhausted(story, every=23) > 10


def test_two_functions_with_one_event_told_twice__may_meet_anyhow() -> None:
    def told(world: World) -> list[list[str]]:
        body = world.inbox.put("a", b"ok:1")
        return [[body], [body]]

    assert interleaved(told, CALLS) == 252


def test_two_functions_with_two_events_of_a_key__may_meet_anyhow() -> None:
    def told(world: World) -> list[list[str]]:
        return [[world.inbox.put("a", b"ok:1")], [world.inbox.put("a", b"fault:2")]]

    assert interleaved(told, CALLS) == 252


def test_two_functions_with_a_file_that_came_and_went__may_meet_anyhow() -> None:
    def told(world: World) -> list[list[str]]:
        return [[world.inbox.put("a", b"ok:1")], [world.inbox.delete("a")]]

    assert interleaved(told, CALLS) == 252


@pytest.mark.parametrize("hundred", range(2))
def test_schedules_of_chance__end_right(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * hundred + 100):
        try:
            played(seed)
        except AssertionError as error:
            raise AssertionError(f"schedule {seed}: {error}") from error
