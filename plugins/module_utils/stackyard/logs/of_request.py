"""Finds everything that belongs to one request, across functions.

An event belongs to it when it states the id that was asked for, or one that another event of it states: a function's
log line with the API's request id as its correlation id joins the two, and so does an access log that names the
function's request. Plain lines state none; they belong to the
invocation of their stream that has begun and not ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .messages import Message, read_message
from .model import LogEvent

_ID_FIELDS = (
    "requestId",
    "functionRequestId",
    "function_request_id",
    "correlation_id",
    "correlationId",
    "xray_trace_id",
    "traceId",
)
SHORTEST = 8
"""Characters of an id by which a request is found; fewer would fit many of them."""


@dataclass
class Invocations:
    """Remembers which invocation each stream is at, so that its plain lines can be told apart."""

    _current: dict[tuple[str, str], str] = field(default_factory=dict)

    def request_of(self, event: LogEvent, message: Message) -> str:
        """Give the request that an event belongs to; empty when nothing tells. Ask in the order of the stream."""
        stream = (event.source.group, event.stream)
        if message.begins and message.request_id:
            self._current[stream] = message.request_id
        found = message.request_id or self._current.get(stream, "")
        if message.ends:
            self._current.pop(stream, None)
        return found


def ids_of(message: Message, request_id: str) -> frozenset[str]:
    """Give the ids by which an event is tied to others."""
    fields: Any = message.fields or {}
    stated = (fields.get(name) for name in _ID_FIELDS)
    return frozenset(str(one) for one in (request_id, *stated) if one and one != "-")


@dataclass
class RequestFilter:
    """Chooses the events of one request. ``wanted`` is an id, or its first eight characters or more."""

    wanted: str
    invocations: Invocations = field(default_factory=Invocations)
    _known: set[str] = field(default_factory=set, init=False)

    def choose(self, events: Iterable[LogEvent]) -> list[LogEvent]:
        """Give the events that belong to the request, in their order; what was learnt is kept for the next call."""
        read = [(event, ids) for event in events for ids in [self._ids(event)]]
        while sum(self._learn(ids) for _, ids in read):
            pass
        return [event for event, ids in read if ids & self._known]

    def _ids(self, event: LogEvent) -> frozenset[str]:
        message = read_message(event.message)
        ids = ids_of(message, self.invocations.request_of(event, message))
        return ids | {self.wanted} if self.wanted in event.message else ids

    def _learn(self, ids: frozenset[str]) -> bool:
        """Learn further ids of the request from an event that states one of them; whether there were any."""
        ours = any(one in self._known or self._meant(one) for one in ids)
        new = ids - self._known if ours else frozenset()
        self._known |= new
        return bool(new)

    def _meant(self, one: str) -> bool:
        return one == self.wanted or (len(self.wanted) >= SHORTEST and one.startswith(self.wanted))
