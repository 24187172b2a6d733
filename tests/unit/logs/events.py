"""Log events and a CloudWatch Logs for tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from stackyard.logs.model import Kind, LogEvent, Source

GET_TEST = Source("trainings", "get_test", "/get", Kind.FUNCTION)
ACCESS = Source("trainings", "api access", "/access", Kind.API)
GET_ID, API_ID, OTHER_ID = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "123")


def event(message: str, source: Source = GET_TEST, moment: int = 1_000, stream: str = "s", name: str = "") -> LogEvent:
    return LogEvent(source, stream, name or f"{source.group}-{moment}-{message}", moment, message)


@dataclass
class FakeLogs:
    """``groups``: events by group, each ``(id, moment, message)``; pages hold ``page`` of them."""

    groups: dict[str, list[tuple[str, int, str]]] = field(default_factory=dict)
    page: int = 100
    errors: list[Exception] = field(default_factory=list)
    calls: list[Mapping[str, Any]] = field(default_factory=list)
    between: Callable[[int], None] = lambda _: None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def filter_log_events(self, **asked: Any) -> dict[str, Any]:
        with self._lock:
            self.calls.append(asked)
            self.between(len(self.calls))
            if self.errors:
                raise self.errors.pop(0)
        group = asked["logGroupName"]
        if group not in self.groups:
            raise refusal("ResourceNotFoundException")
        begin = int(asked.get("nextToken", 0))
        found = [one for one in self.groups[group] if asked["startTime"] <= one[1] <= asked.get("endTime", one[1])]
        page = found[begin : begin + self.page]
        events = [{"eventId": name, "timestamp": moment, "message": text} for name, moment, text in page]
        more = {"nextToken": str(begin + self.page)} if begin + self.page < len(found) else {}
        return {"events": [{**one, "logStreamName": "s"} for one in events], **more}


def refusal(code: str, status: int = 400) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "FilterLogEvents")
