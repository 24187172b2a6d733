"""Schedules of faults: what happens to files and functions, and what goes wrong meanwhile.

``played`` plays one that chance made, all of it following from a seed; ``exhausted`` plays one story again and again,
with every fault at every call.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import combinations, islice, product

from tests.gearbox_world.expectations import all_is_right, nothing_forbidden_happened, nothing_is_lost
from tests.gearbox_world.faults import FAULTS, Fault
from tests.gearbox_world.world import ARRIVALS, FAILURES, Invocation, World

Story = Callable[[World], None]

_CONTENTS = ("ok", "ok", "ok", "fault", "bug", "busy", "deadly", "slow:15", "slow:50", "flaky:2", "flaky:8", "large")
_KEYS = ("a", "b/ü c+d%", "c", "d")


def checked(world: World) -> None:
    """Let a world come to rest, with and without an operator, and hold it to what must be true."""
    world.wire.choose = lambda _: Fault.NONE
    world.settle()
    nothing_is_lost(world)
    world.operate()
    all_is_right(world)
    nothing_forbidden_happened(world)


def exhausted(story: Story, *, pairs: bool = False, every: int = 1) -> int:
    """Play a story with every fault (or two of them) at every call; returns how many schedules that were.

    With ``every`` = 10, only one schedule in ten is played.
    """
    world = _told(story, {})
    calls = len(world.wire.calls)
    checked(world)
    played = 1
    for plan in islice(_plans(calls, pairs=pairs), 0, None, every):
        try:
            checked(_told(story, plan))
        except AssertionError as error:
            raise AssertionError(f"{story.__name__} with {plan}: {error}") from error
        played += 1
    return played


def interleaved(bodies: Callable[[World], list[list[str]]], calls: int) -> int:
    """Let two functions work off messages in every order of their calls (``calls`` of each); returns how many."""
    orders = list(combinations(range(2 * calls), calls))
    for order in orders:
        world = World(random.Random(1))
        functions = [_begun(world, told) for told in bodies(world)]
        for turn in range(2 * calls):
            world.step(functions[turn in order])
        checked(world)
    return len(orders)


def _begun(world: World, bodies: list[str]) -> Invocation:
    known = list(world.sqs.queues[ARRIVALS].messages)
    for body in bodies:
        world.tell(body)
    return world.begin(ARRIVALS, [one for one in world.sqs.queues[ARRIVALS].messages if one not in known])


def _plans(calls: int, *, pairs: bool) -> Iterator[dict[int, Fault]]:
    # A killed function's successor makes calls beyond those of the undisturbed story.
    places = range(2 * calls)
    if pairs:
        for first, second in combinations(places, 2):
            for one, other in product(FAULTS, FAULTS):
                yield {first: one, second: other}
    else:
        for place, fault in product(places, FAULTS):
            yield {place: fault}


def _told(story: Story, plan: dict[int, Fault]) -> World:
    world = World(random.Random(1))
    world.wire.choose = lambda _: plan.get(len(world.wire.calls) - 1, Fault.NONE)
    story(world)
    world.settle()
    return world


def played(seed: int) -> World:
    """Play a schedule of chance and check it."""
    draw = random.Random(seed)
    world = World(draw, skew=draw.choice([0, 0, 3, 8]), counts_go_on=draw.random() < 0.5)
    rate = draw.choice([0.0, 0.02, 0.1, 0.3])
    outage_until = world.now + (draw.uniform(0, 40_000) if draw.random() < 0.2 else 0)

    def choose(operation: str) -> Fault:
        if world.now < outage_until and operation in {"PutItem", "GetItem"}:
            return Fault.THROTTLED
        return draw.choice(FAULTS) if draw.random() < rate else Fault.NONE

    world.wire.choose = choose
    _disturb(world, draw)
    if draw.random() < 0.5:
        world.settle()  # things go on going wrong, and end where only an operator can help
    checked(world)
    return world


def _disturb(world: World, draw: random.Random) -> None:
    changes = draw.randint(1, 8)
    for _ in range(draw.randint(10, 120)):
        step = draw.random()
        if changes and step < 0.2:
            changes -= 1
            _change(world, draw)
        elif step < 0.4:
            _deliver(world, draw)
        elif step < 0.9 and world.invocations:
            world.step(draw.choice(world.invocations))
        elif step < 0.92 and world.invocations:
            world.kill(draw.choice(world.invocations))
        else:
            world.now += draw.choice([0.1, 1, 5, 30, 100, 400])


def _change(world: World, draw: random.Random) -> None:
    key = draw.choice(_KEYS[: draw.randint(1, len(_KEYS))])
    versions = world.inbox.versions.get(key, [])
    what = draw.random()
    if what < 0.25 and versions:
        body = world.inbox.delete(key)
    elif what < 0.4 and len(versions) > 1:
        body = world.inbox.delete_version(key, draw.randrange(len(versions)))
    elif 0.4 <= what < 0.43:
        body = draw.choice(["no json", "{}", '{"Records": [{"eventName": "ObjectCreated:Put"}]}'])
    else:
        body = world.inbox.put(key, _content(draw))
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        world.tell(body, after=draw.choice([0, 0, 1, 20, 500]))


def _content(draw: random.Random) -> bytes:
    kind = draw.choice(_CONTENTS)
    return b"large" * 500 if kind == "large" else f"{kind}:{draw.randrange(1_000)}".encode()


def _deliver(world: World, draw: random.Random) -> None:
    url = draw.choice([ARRIVALS, ARRIVALS, FAILURES])
    queue = world.sqs.queues[url]
    copies = draw.random() < 0.1
    messages = [one for one in queue.messages if one.receipt] if copies else queue.visible(world.now)
    if messages:
        some = draw.sample(messages, draw.randint(1, min(10, len(messages))))
        world.begin(url, some, copies=copies)
