"""Small stories that are played with every fault at every call. Each tells what happens; the world does the rest."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from tests.gearbox_world.faults import Killed
from tests.gearbox_world.world import ARRIVALS, FAILURES, TIMEOUT, World


def one_file(world: World) -> None:
    """A file comes."""
    world.tell(world.inbox.put("a", b"ok:1"))


def damaged_file(world: World) -> None:
    """A file comes that is damaged."""
    world.tell(world.inbox.put("a", b"fault:1"))


def file_told_of_twice(world: World) -> None:
    """S3 tells of a file twice; both messages are worked off in one batch."""
    body = world.inbox.put("a", b"ok:1")
    world.tell(body)
    world.tell(body)


def delivered_twice(world: World) -> None:
    """One message is delivered to two functions at once, which make their calls in turn."""
    world.tell(world.inbox.put("a", b"ok:1"))
    messages = world.sqs.queues[ARRIVALS].visible(world.now)
    functions = [world.begin(ARRIVALS, messages), world.begin(ARRIVALS, messages, copies=True)]
    while world.invocations:
        for function in functions:
            world.step(function)


def overwritten_while_examined(world: World) -> None:
    """A file is overwritten, and told of, while its first version is examined."""
    world.tell(world.inbox.put("a", b"ok:1"))
    first = world.begin(ARRIVALS, world.sqs.queues[ARRIVALS].visible(world.now))
    for _ in range(4):
        world.step(first)
    world.tell(world.inbox.put("a", b"ok:2"))
    world.run(ARRIVALS, world.sqs.queues[ARRIVALS].visible(world.now))
    world.finish(first)


def told_in_reverse(world: World) -> None:
    """A file comes, goes and comes again, and S3 tells of it in reverse."""
    bodies = [world.inbox.put("a", b"ok:1"), world.inbox.delete("a"), world.inbox.put("a", b"ok:2")]
    for body in reversed(bodies):
        world.tell(body)
        world.run(ARRIVALS, world.sqs.queues[ARRIVALS].visible(world.now))


def removed_while_examined(world: World) -> None:
    """A file goes, version and all, while it is examined."""
    world.tell(world.inbox.put("a", b"ok:1"))
    first = world.begin(ARRIVALS, world.sqs.queues[ARRIVALS].visible(world.now))
    for _ in range(3):
        world.step(first)
    world.tell(world.inbox.delete_version("a", 0))
    world.finish(first)


def older_version_comes_back(world: World) -> None:
    """The newer of two versions is deleted for good."""
    world.tell(world.inbox.put("a", b"ok:1"))
    world.tell(world.inbox.put("a", b"ok:2"))
    world.settle()
    world.tell(world.inbox.delete_version("a", 1))


def bug(world: World) -> None:
    """A file comes that the code has a bug for."""
    world.tell(world.inbox.put("a", b"bug:1"))


def flaky_for_long(world: World) -> None:
    """A file comes that can be read at last when it has been redriven."""
    world.tell(world.inbox.put("a", b"flaky:7"))


def deadly_neighbour(world: World) -> None:
    """A file kills each function that examines it; another one is in the same batch."""
    world.tell(world.inbox.put("a", b"deadly:1"))
    world.tell(world.inbox.put("b", b"ok:1"))


def retried(world: World) -> None:
    """A file fails for a reason that passes; an operator retries it, and does so again where that goes wrong."""
    world.tell(world.inbox.put("a", b"flaky:15"))
    world.settle()
    for _ in range(3):
        try:
            world.operate()
        except (Killed, ClientError, BotoCoreError):
            continue
        break


def unreadable_message(world: World) -> None:
    """A message that nobody can read, beside one that everybody can."""
    world.tell("no json", message_id="strange")
    world.tell(world.inbox.put("a", b"ok:1"))


def diagnosed_twice(world: World) -> None:
    """A dead letter is delivered to two functions at once, which make their calls in turn."""
    world.tell(world.inbox.put("a", b"flaky:5"))
    while not world.sqs.queues[FAILURES].messages:
        visible = world.sqs.queues[ARRIVALS].visible(world.now)
        if visible:
            world.run(ARRIVALS, visible)
        world.now += TIMEOUT
    letters = world.sqs.queues[FAILURES].visible(world.now)
    functions = [world.begin(FAILURES, letters), world.begin(FAILURES, letters, copies=True)]
    while world.invocations:
        for function in functions:
            world.step(function)


STORIES = (
    one_file, damaged_file, file_told_of_twice, delivered_twice, overwritten_while_examined, told_in_reverse,
    removed_while_examined, older_version_comes_back, bug, flaky_for_long, deadly_neighbour, retried,
    unreadable_message, diagnosed_twice,
)  # fmt: skip

# Those that take hundreds of calls.
LONG_STORIES = (bug, flaky_for_long, deadly_neighbour, retried, diagnosed_twice)
