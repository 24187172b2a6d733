"""How the system stands, in lines for one screen: files by state, what waits longest, what failed last, the queues.

Each line is found by itself and side by side with the others; one that cannot be told says so and spoils nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gearbox.catalogue.listing import Listing, Question
from gearbox.catalogue.record import FileRecord, State
from stackyard.operate.status import Line, Part, side_by_side

from .client.texts import cut, one_line
from .client.times import age
from .deployment import QUEUES, Deployment

_NAME_WIDTH, _REASON_WIDTH = 40, 130
_MEANING = {"Arrivals": "queue of arrivals", "Failures": "queue of failures", "Undiagnosed": "last queue"}


@dataclass(frozen=True)
class Status:
    """The status of one deployment at one moment."""

    deployment: Deployment
    now: datetime

    def lines(self) -> list[Line]:
        """Everything there is to tell, in order."""
        environment = self.deployment.target.environment
        if not self.deployment.table:
            return [Line("gearbox", f"not deployed: bin/deploy {environment}")]
        parts: dict[str, Part] = {
            "gearbox API URL": self._api,
            "files": self._files,
            "waiting longest": self._oldest,
            "failed last": self._last_failure,
            **{_MEANING[name]: partial(self._queue, name) for name in QUEUES},
        }
        return [*side_by_side(parts), Line("put and list files", f"bin/gearbox.sh -e {environment} --help")]

    def _api(self) -> Iterator[Line]:
        yield Line("gearbox API URL", self.deployment.api_endpoint())

    def _files(self) -> Iterator[Line]:
        counts = self.deployment.listing().stats(()).states
        told = [f"{counts[state]} {state}" for state in State if counts[state] or state is State.READY]
        yield Line("files", ", ".join(told))

    def _oldest(self) -> Iterator[Line]:
        """Of the files that nobody has finished yet, the one that came first; no line when there is none."""
        listing = self.deployment.listing()
        under_way = (State.RECEIVED, State.EXTRACTING)
        first = [one for state in under_way if (one := _first(listing, state, newest_first=False))]
        if first:
            oldest = min(first, key=lambda record: record.received_at)
            waits = age(oldest.received_at, self.now)
            yield Line("waiting longest", f"{_named(oldest)}, {oldest.state}, for {waits}")

    def _last_failure(self) -> Iterator[Line]:
        failed = _first(self.deployment.listing(), State.FAILED, newest_first=True)
        if failed:
            why = f"{failed.failure.type}: {failed.failure.reason}" if failed.failure else "no reason is known"
            yield Line("failed last", f"{_named(failed)}: {cut(one_line(why), _REASON_WIDTH)}")

    def _queue(self, name: str) -> Iterator[Line]:
        depths = self.deployment.queue(name).depths()
        told = ", ".join(f"{count} {meaning}" for meaning, count in depths.items())
        stuck = name == "Undiagnosed" and depths["waiting"] > 0
        remedy = f"; once mended: bin/gearbox.sh -e {self.deployment.target.environment} retry --all" if stuck else ""
        yield Line(_MEANING[name], told + remedy)


def _first(listing: Listing, state: State, *, newest_first: bool) -> FileRecord | None:
    return next(iter(listing.page(Question(state=state, newest_first=newest_first), 1).files), None)


def _named(record: FileRecord) -> str:
    return cut(one_line(record.key or f"message {record.file_id[:8]}"), _NAME_WIDTH)
