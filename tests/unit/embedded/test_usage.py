from __future__ import annotations

import datetime as dt
import json

from embedded.usage import DAYS_KEPT, Usage

DAY = 86400.0
BUCKET = ("s3.storage", "bucket")


class Moment:
    """A clock that is set by hand."""

    def __init__(self, day: str) -> None:
        self.seconds = dt.datetime.fromisoformat(f"{day}T12:00+00:00").timestamp()

    def __call__(self) -> float:
        return self.seconds


def days_of(usage: Usage, kind: str, name: str) -> dict[str, float]:
    days = usage.document()["days"]
    return {day: kinds[kind][name] for day, kinds in days.items() if name in kinds.get(kind, {})}


def test_what_is_used__adds_up_by_day_of_the_clock() -> None:
    moment = Moment("2026-11-20")
    usage = Usage(moment)
    usage.add("sqs.requests", "queue")
    usage.add("sqs.requests", "queue", 2)
    moment.seconds += 9 * DAY
    usage.add("sqs.requests", "queue")
    assert days_of(usage, "sqs.requests", "queue") == {"2026-11-20": 3, "2026-11-29": 1}
    assert usage.document()["today"] == "2026-11-29"


def test_what_is_there__counts_for_each_day_since_it_was_seen() -> None:
    moment = Moment("2026-11-20")
    usage = Usage(moment)
    usage.settle({BUCKET: 2})
    moment.seconds += 3 * DAY
    usage.settle({BUCKET: 5})
    assert days_of(usage, *BUCKET) == {"2026-11-20": 2, "2026-11-21": 2, "2026-11-22": 2, "2026-11-23": 5}


def test_what_went__still_counts_for_the_day_of_its_end() -> None:
    moment = Moment("2026-11-20")
    usage = Usage(moment)
    usage.settle({BUCKET: 2})
    usage.settle({})
    moment.seconds += DAY
    usage.settle({})
    assert days_of(usage, *BUCKET) == {"2026-11-20": 2}


def test_days_of_long_ago__are_forgotten() -> None:
    moment = Moment("2026-11-20")
    usage = Usage(moment)
    usage.add("sqs.requests", "queue")
    moment.seconds += (DAYS_KEPT - 1) * DAY
    usage.settle({})
    assert days_of(usage, "sqs.requests", "queue")
    moment.seconds += DAY
    usage.settle({})
    assert not usage.document()["days"]


def test_owners__are_asked_for_once_and_stay_when_the_stack_is_gone() -> None:
    usage = Usage(Moment("2026-11-20"))
    usage.add("sqs.requests", "queue")
    usage.add("sqs.requests", "stray")
    asked: list[list[str]] = []

    def owners_of(names: object) -> dict[str, tuple[str, str]]:
        asked.append(sorted(names))  # type: ignore[call-overload]
        return {"queue": ("dev", "shop")} if len(asked) == 1 else {}

    usage.attribute(owners_of)
    usage.attribute(owners_of)
    assert usage.document()["owners"] == {"queue": ["dev", "shop"]}
    assert asked == [["queue", "stray"], ["stray"]]


def test_saved_state__is_taken_up_and_goes_on() -> None:
    moment = Moment("2026-11-20")
    before = Usage(moment)
    before.add("sqs.requests", "queue", 4)
    before.settle({BUCKET: 2})
    before.attribute(lambda _names: {"queue": ("dev", "shop")})
    after = Usage(moment)
    after.restore(json.loads(json.dumps(before.state())))
    assert after.document() == before.document()
    moment.seconds += 2 * DAY
    after.settle({})
    assert days_of(after, *BUCKET) == {"2026-11-20": 2, "2026-11-21": 2}


def test_reset__begins_anew() -> None:
    usage = Usage(Moment("2026-11-20"))
    usage.add("sqs.requests", "queue")
    usage.settle({BUCKET: 2})
    usage.restore(None)
    assert usage.document() == {"today": "2026-11-20", "days": {}, "owners": {}}
