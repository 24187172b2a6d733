"""A second chance for files that failed, and for messages that not even ``diagnose`` could work off.

This goes past the API, with an operator's credentials: an event is sent again as ``gearbox.retry`` does, and the last
queue is moved back to the queue that its messages come from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError
from gearbox.catalogue.listing import Question
from gearbox.catalogue.record import State
from gearbox.catalogue.table import FilesTable
from gearbox.queues import Queue
from gearbox.retry import Outcome, Retried, Retry
from stackyard.errors import StackyardError
from stackyard.operate.command import reach
from stackyard.operate.moving import Moved, Mover
from stackyard.preflight import check_caller
from stackyard.refusals import explain
from stackyard.settings.environment import environment_settings
from stackyard.text.words import counted

from .client.names import id_of
from .client.texts import one_line
from .deployment import Deployment

REDRIVE = "dlq_redrive_available"
AT_ONCE = 8
DONE, FAULT, REFUSED, UNKNOWN = 0, 1, 7, 8  # exit codes, as bin/gearbox.sh lists them
_WAITING = frozenset({State.FAILED, State.RECEIVED, State.EXTRACTING})
_WHY_NOT = {
    Retried.UNKNOWN: "there is no such file",
    Retried.NOT_FAILED: "it has not failed",
    Retried.NO_FILE: "this is a message that could not be read: no file is known",
}
_REMEDY = {
    Retried.UNKNOWN: "bin/gearbox.sh ls --state failed lists those that can be retried",
    Retried.NOT_FAILED: "nothing to do; where its message is lost, retry --waiting sends it anew all the same",
    Retried.NO_FILE: "bin/gearbox.sh show has its beginning; put the file that it was about again",
}


@dataclass(frozen=True)
class SecondChance:
    """Retries files of one deployment, and moves what lies in its last queue."""

    deployment: Deployment
    redrive_available: bool

    def files(self, ids: Iterable[str], states: frozenset[State]) -> Iterator[Outcome]:
        """Retry files that are in one of ``states``, some at once; gives what became of each, in order."""
        target = self.deployment.target
        retry = Retry(
            table=FilesTable(target.client("dynamodb"), self.deployment.output("data", "FilesTableName")),
            queue=Queue(target.client("sqs"), self.deployment.output("data", "ArrivalsQueueUrl")),
            failed=self.failed,
        )
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(lambda file_id: retry.one(file_id, states), ids)

    def failed(self) -> Iterator[str]:
        """Give the ids of all failed files."""
        for record in self.deployment.listing().every(Question(state=State.FAILED)):
            yield record.file_id

    def undiagnosed(self) -> Moved:
        """Move the messages of the last queue back to ``diagnose``."""
        output = self.deployment.output
        mover = Mover(
            self.deployment.target.client("sqs"),
            source_url=output("data", "UndiagnosedQueueUrl"),
            target_url=output("data", "FailuresQueueUrl"),
        )
        return mover.move(by_task=self.redrive_available)


def retry_named(chance: SecondChance, names: Sequence[str], *, waiting: bool) -> int:
    """Retry the files of these ids or names; tells what became of each and gives the exit code."""
    states = _WAITING if waiting else frozenset({State.FAILED})
    code = DONE
    outcomes = chance.files(dict.fromkeys(map(id_of, names)), states)
    for outcome in outcomes:
        name = one_line(outcome.key or outcome.file_id)
        if outcome.retried is Retried.SENT:
            _say(f"sent again  {name}")
            continue
        _complain(_WHY_NOT[outcome.retried], name, _REMEDY[outcome.retried])
        code = code or (UNKNOWN if outcome.retried is Retried.UNKNOWN else REFUSED)
    return code


def retry_all(chance: SecondChance) -> int:
    """Retry everything that failed; tells how many, and gives the exit code."""
    moved = chance.undiagnosed()
    if moved.task:
        _say(f"moving {counted(moved.messages, 'message')} of the last queue, about")
    elif moved.messages:
        _say(f"moved {counted(moved.messages, 'message')} of the last queue")
    outcomes = [outcome.retried for outcome in chance.files(chance.failed(), frozenset({State.FAILED}))]
    sent, unreadable = outcomes.count(Retried.SENT), outcomes.count(Retried.NO_FILE)
    left = f", but not {counted(unreadable, 'message')} that could not be read" if unreadable else ""
    _say(f"sent {counted(sent, 'file')} again{left}")
    return DONE


def main(arguments: Sequence[str]) -> int:
    """Run ``bin/gearbox.sh retry``; gives its exit code."""
    parser = argparse.ArgumentParser(prog="bin/gearbox.sh retry")
    parser.add_argument("environment")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--waiting", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args(arguments)
    try:
        target = reach(options.environment, "bin/gearbox.sh -e <environment>")
        available = environment_settings(options.environment, [REDRIVE])[REDRIVE]
        try:
            check_caller(target, target.client("sts").get_caller_identity())
            chance = SecondChance(Deployment.read(target), bool(available))
            return retry_all(chance) if options.all else retry_named(chance, options.names, waiting=options.waiting)
        except (BotoCoreError, ClientError) as error:
            raise explain(error, target) from None
    except StackyardError as error:
        sys.stderr.write(f"error: {error}\n")
        return FAULT


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(problem: str, given: str, remedy: str) -> None:
    sys.stderr.write(f"error: {StackyardError(problem, given=given, remedy=remedy)}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
