"""Log events have ids, and reading them has pages.

On AWS every event that `FilterLogEvents` answers has its own `eventId`, and more events than fit into one answer
(10,000 of them) are had page by page. Stock MiniStack gives no token for the next page, so what is beyond the first is
never seen, and events that a service writes have no id, so whoever follows a log cannot tell a new event from one that
was read before.

Hooks: `cloudwatch_logs._append_log_events`, `._filter_log_events`.
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs._log_groups import LOGS

_PAGE = 10_000
_BAD_REQUEST = 400

Answer = tuple[int, dict[str, Any], Any]


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(LOGS, "_append_log_events", _with_ids)
    hooks.wrap(LOGS, "_filter_log_events", _with_pages)


def _with_ids(original: Callable[..., None]) -> Callable[..., None]:
    def append(stream: dict[str, Any], events: list[dict[str, Any]]) -> None:
        original(stream, [{**event, "eventId": event.get("eventId") or uuid.uuid4().hex} for event in events])

    return append


def _with_pages(original: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Answer]:
    named: set[str] = set()  # groups whose saved events, perhaps of an older release, were seen to

    def read(data: dict[str, Any]) -> Answer:
        try:
            start, skipped = page_of(data.get("nextToken"))
        except ValueError:
            refuse = hooks.attribute(LOGS, "error_response_json")
            answer: Answer = refuse("InvalidParameterException", "The specified nextToken is invalid.", _BAD_REQUEST)
            return answer
        group = hooks.attribute(LOGS, "_resolve_log_group_name")(data)
        if group not in named:
            named.add(group)
            _name_events(group)
        wanted = min(int(data.get("limit") or _PAGE), _PAGE)
        status, headers, body = original(
            {**data, "limit": _PAGE, **({"startTime": start} if start is not None else {})}
        )
        if status >= _BAD_REQUEST:
            return status, headers, body
        document = json.loads(body)
        page, token = paged(document["events"], skipped, wanted)
        document["events"] = page
        return status, headers, json.dumps({**document, **({"nextToken": token} if token else {})}).encode()

    return read


def paged(events: list[dict[str, Any]], skipped: int, wanted: int) -> tuple[list[dict[str, Any]], str]:
    """The page after `skipped` events, and the token of the next one: empty when there is certainly none."""
    page = events[skipped : skipped + wanted]
    if not page or skipped + len(page) == len(events) < _PAGE:
        return page, ""
    last = page[-1]["timestamp"]
    beside = sum(1 for event in events[: skipped + len(page)] if event["timestamp"] == last)
    return page, base64.urlsafe_b64encode(f"{last}:{beside}".encode()).decode()


def page_of(token: str | None) -> tuple[int | None, int]:
    """Where a page begins: the moment (None for the beginning), and how many events of it were given already."""
    if not token:
        return None, 0
    try:
        moment, beside = base64.urlsafe_b64decode(token.encode()).decode().split(":")
        return int(moment), int(beside)
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(token) from error


def _name_events(group: str) -> None:
    for stream in (hooks.attribute(LOGS, "_log_groups").get(group) or {"streams": {}})["streams"].values():
        for event in stream["events"]:
            event.setdefault("eventId", uuid.uuid4().hex)
