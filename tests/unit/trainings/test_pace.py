from __future__ import annotations

from dataclasses import dataclass, field

from trainings.pace import Pace


@dataclass
class Watch:
    now: float = 100.0
    pauses: list[float] = field(default_factory=list)

    def read(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(round(seconds, 6))
        self.now += seconds


def test_first_mail__leaves_at_once() -> None:
    watch = Watch()

    Pace(0.5, watch.read, watch.pause)()

    assert watch.pauses == []


def test_mails_without_pause_between__are_held_to_the_pace() -> None:
    watch = Watch()
    pace = Pace(0.5, watch.read, watch.pause)

    for _ in range(4):
        pace()

    assert watch.pauses == [0.5, 0.5, 0.5]


def test_time_that_sending_takes__counts() -> None:
    watch = Watch()
    pace = Pace(0.5, watch.read, watch.pause)

    pace()
    watch.now += 0.3
    pace()

    assert watch.pauses == [0.2]


def test_long_break__is_not_made_up_for_by_a_burst() -> None:
    watch = Watch()
    pace = Pace(0.5, watch.read, watch.pause)

    pace()
    watch.now += 60
    for _ in range(3):
        pace()

    assert watch.pauses == [0.5, 0.5]
