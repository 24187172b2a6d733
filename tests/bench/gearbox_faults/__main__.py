"""How many schedules of faults gearbox stands: ``python -m tests.bench.gearbox_faults --schedules 20000``.

Plays every small story with every fault at every call, the smallest ones with every two faults at every two calls, two
functions in every order of their calls, and as many schedules of chance as are asked for. Prints a Markdown table of
what was played; the first schedule that ends wrong ends the run, and is named.
"""

from __future__ import annotations

import argparse
import logging
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from tests.gearbox_world.schedules import exhausted, interleaved, played
from tests.gearbox_world.stories import STORIES, damaged_file, file_told_of_twice, one_file
from tests.gearbox_world.world import World

CALLS = 5  # of a function that examines one file
SHARE = 250  # schedules that one process plays at a time


@dataclass
class Tally:
    """What was played: schedules, calls to AWS in them, events that were finished, seconds of one process."""

    schedules: int = 0
    calls: int = 0
    finishes: int = 0
    seconds: float = field(default=0, compare=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schedules", type=int, default=20_000, help="schedules of chance")
    parser.add_argument("--seed", type=int, default=1_000, help="the first of them")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--chance-only", action="store_true", help="leave out what is played exhaustively")
    options = parser.parse_args()
    print("| what was played | schedules | calls | events finished | s |\n|---|---:|---:|---:|---:|")  # noqa: T201  # the report
    with ProcessPoolExecutor(options.processes, initializer=_quiet) as pool:
        if not options.chance_only:
            for name, play in _exhaustive():
                _told(name, [pool.submit(play).result()])
        last = options.seed + options.schedules
        shares = [range(start, min(start + SHARE, last)) for start in range(options.seed, last, SHARE)]
        _told(f"schedules of chance, seeds {options.seed} to {last - 1}", list(pool.map(_chance, shares)))


def _exhaustive() -> Iterator[tuple[str, Callable[[], Tally]]]:
    for story in STORIES:
        name = story.__name__.replace("_", " ")
        yield f"{name}, every fault at every call", partial(_counted, partial(exhausted, story))
    for story in (one_file, damaged_file, file_told_of_twice):
        name = story.__name__.replace("_", " ")
        yield f"{name}, every two faults at every two calls", partial(_counted, partial(exhausted, story, pairs=True))
    for told in (told_twice, overwritten, came_and_went):
        name = told.__name__.replace("_", " ")
        yield f"{name}, two functions in every order", partial(_counted, partial(interleaved, told, CALLS))


def told_twice(world: World) -> list[list[str]]:
    """One event in two messages."""
    body = world.inbox.put("a", b"ok:1")
    return [[body], [body]]


def overwritten(world: World) -> list[list[str]]:
    """Two events, the first of which ends ready, the second failed."""
    return [[world.inbox.put("a", b"ok:1")], [world.inbox.put("a", b"fault:2")]]


def came_and_went(world: World) -> list[list[str]]:
    """A file that is removed while it may be examined."""
    return [[world.inbox.put("a", b"ok:1")], [world.inbox.delete("a")]]


def _counted(play: Callable[[], int]) -> Tally:
    started = time.monotonic()
    return Tally(play(), seconds=time.monotonic() - started)


def _chance(seeds: range) -> Tally:
    started = time.monotonic()
    tally = Tally()
    for seed in seeds:
        try:
            world = played(seed)
        except AssertionError as error:
            raise AssertionError(f"schedule {seed} ends wrong: {error}") from error
        tally.schedules += 1
        tally.calls += len(world.wire.calls)
        tally.finishes += world.finishes
    tally.seconds = time.monotonic() - started
    return tally


def _told(name: str, tallies: list[Tally]) -> None:
    schedules, calls, finishes = (sum(getattr(one, of) for one in tallies) for of in ("schedules", "calls", "finishes"))
    seconds = sum(one.seconds for one in tallies)
    counted = [f"{count:,}" if count else "" for count in (schedules, calls, finishes)]
    print(f"| {name} | {' | '.join(counted)} | {seconds:.0f} |", flush=True)  # noqa: T201  # the report


def _quiet() -> None:
    logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    main()
