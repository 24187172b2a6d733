"""Lines on a screen."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, timedelta, timezone

import pytest
from stackyard.logs.messages import read_message
from stackyard.logs.model import LogEvent, Source
from stackyard.logs.screen import Screen

from tests.unit.logs.events import ACCESS, API_ID, GET_TEST, event

NOON = 1_795_262_400_123  # 2026-11-21T12:00:00.123Z
DAY = date(2026, 11, 21)


def drawn(screen: Screen, shown: LogEvent, request_id: str = "") -> list[str]:
    return list(screen.lines(shown, read_message(shown.message), request_id))


def test_line_elsewhere__has_a_whole_timestamp_and_the_whole_id() -> None:
    screen = Screen([GET_TEST, ACCESS], zone=timezone(timedelta(hours=1)))
    assert drawn(screen, event("hello", moment=NOON), API_ID) == [
        f"2026-11-21T13:00:00.123+01:00 get_test   -       [{API_ID}] hello"
    ]


def test_line_on_a_terminal__is_short() -> None:
    screen = Screen([GET_TEST], terminal=True, zone=UTC, today=DAY)
    assert drawn(screen, event("hello", moment=NOON), API_ID) == ["12:00:00.123 get_test -       [22222222] hello"]


def test_another_day__is_told_once() -> None:
    screen = Screen([GET_TEST], terminal=True, zone=UTC, today=DAY)
    lines = [line for _ in range(2) for line in drawn(screen, event("x", moment=NOON - 86_400_000))]
    assert [line for line in lines if line.startswith("---")] == ["--- Friday, 2026-11-20 (UTC)"]


def test_colours__differ_by_source_and_tell_errors() -> None:
    screen = Screen([GET_TEST, ACCESS], colour=True, zone=UTC)
    first = drawn(screen, event(json.dumps({"level": "ERROR", "message": "x"}), moment=NOON))[0]
    second = drawn(screen, event("x", ACCESS, NOON))[0]
    assert "\x1b[36mget_test  \x1b[0m" in first
    assert "\x1b[31mERROR  \x1b[0m" in first
    assert "\x1b[33mapi access\x1b[0m" in second


def test_without_colour__there_is_no_escape() -> None:
    screen = Screen([GET_TEST], terminal=True, zone=UTC, grep=re.compile("x"))
    assert "\x1b" not in "".join(drawn(screen, event("x", moment=NOON)))


def test_grep__highlights_what_it_matches_and_leaves_out_the_rest() -> None:
    screen = Screen([GET_TEST], colour=True, zone=UTC, grep=re.compile("l+"))
    assert drawn(screen, event("hello", moment=NOON))[0].endswith(" he\x1b[1;7mll\x1b[0mo")
    assert drawn(screen, event("other text", moment=NOON)) == []


@pytest.mark.parametrize("pattern", ["line 7", "secretless"])
def test_grep__finds_tracebacks_and_fields_that_are_not_shown(pattern: str) -> None:
    message = json.dumps({"message": "x", "stackTrace": ["line 7"], "service": "secretless"})
    assert len(drawn(Screen([GET_TEST], grep=re.compile(pattern)), event(message))) == 2


def test_grep_for_nothing__changes_no_text() -> None:
    screen = Screen([GET_TEST], colour=True, zone=UTC, grep=re.compile("z*"))
    assert drawn(screen, event("hello", moment=NOON))[0].endswith(" hello")


def test_sources_of_several_systems__are_told_with_their_system() -> None:
    screen = Screen([GET_TEST, Source("shop", "buy", "/buy")], zone=UTC)
    assert "trainings/get_test" in drawn(screen, event("x", moment=NOON))[0]
