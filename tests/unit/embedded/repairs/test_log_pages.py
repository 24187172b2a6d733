"""Pages of log events."""

from __future__ import annotations

from typing import Any

import pytest

from embedded.repairs.log_events import page_of, paged


def events(*moments: int) -> list[dict[str, Any]]:
    return [{"timestamp": moment, "eventId": str(at)} for at, moment in enumerate(moments)]


def read(all_of_them: list[dict[str, Any]], wanted: int) -> list[list[str]]:
    """Read page by page as a caller does: the server looks from the token's moment on."""
    pages, token = [], ""
    while True:
        start, skipped = page_of(token)
        page, token = paged([one for one in all_of_them if one["timestamp"] >= (start or 0)], skipped, wanted)
        pages.append([one["eventId"] for one in page])
        if not token:
            return pages


@pytest.mark.parametrize(
    ("moments", "pages"),
    [
        ((), [[]]),
        ((1, 2), [["0", "1"]]),
        ((1, 2, 3), [["0", "1"], ["2"]]),
        ((1, 1, 1, 1, 1), [["0", "1"], ["2", "3"], ["4"]]),
        ((1, 2, 2, 2, 3), [["0", "1"], ["2", "3"], ["4"]]),
    ],
)
def test_pages__hold_every_event_once(moments: tuple[int, ...], pages: list[list[str]]) -> None:
    assert read(events(*moments), 2) == pages


@pytest.mark.parametrize("token", ["nonsense", "%%%", "MTIz", "YTpi"])
def test_token_of_nobody__is_refused(token: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        page_of(token)
