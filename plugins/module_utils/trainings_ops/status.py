"""How the system stands, in lines for one screen: what is open, what runs next, what ran last, what waits.

Each line is found by itself and side by side with the others; one that cannot be told says so and spoils nothing else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stackyard.embedded_commands import typed
from stackyard.operate.api_keys import KeyRing
from stackyard.operate.queues import Queue
from stackyard.operate.status import AT_ONCE, Line, side_by_side
from stackyard.text.words import counted
from trainings import documents, layout
from trainings.deadlines import due_of, is_open
from trainings.mail_ledger import State
from trainings.students_list import StudentsList, parse_students_list

from .bucket import Bucket
from .deployment import Deployment
from .published import PublishedTest, read_tests
from .schedule import next_run
from .score import Runs

MAILS_COUNTED = 5000  # counting is listing: beyond this a status would no longer be quick
MAILS_READ = 200
DUE_DATES_SHOWN = 4


@dataclass(frozen=True)
class Status:
    """The status of one deployment at one moment."""

    deployment: Deployment
    now: datetime
    zone: ZoneInfo

    def lines(self) -> list[Line]:
        """Everything there is to tell, in order."""
        if not self.deployment.bucket:
            return [Line("trainings", f"not deployed: bin/deploy {self.deployment.target.environment}")]
        parts = {
            "API URL": self._api,
            "open tests": self._tests,
            "next run": self._next_run,
            "last run": self._last_run,
            "mails": self._mails,
            "mail queue": self._queues,
            "students": self._students,
        }
        return side_by_side(parts, documents.BadDocument)

    def _client(self, service: str) -> Any:
        return self.deployment.target.client(service)

    def _bucket(self) -> Bucket:
        return Bucket(self._client("s3"), self.deployment.bucket)

    def _api(self) -> Iterator[Line]:
        yield Line("API URL", self.deployment.api_endpoint())

    def _tests(self) -> Iterator[Line]:
        bucket = self._bucket()
        tests = read_tests(bucket, bucket.folder())
        asked = {names: test for names, test in tests.known.items() if layout.QUESTIONS in test.files}
        found = {names: self._due(bucket, test) for names, test in asked.items()}
        dated = {names: due for names, due in found.items() if due is not None}
        upcoming = {names: due for names, due in dated.items() if is_open(due, self.now)}
        yield Line("open tests", f"{len(upcoming)} of {len(asked)}")
        moments = sorted(set(upcoming.values()))
        for moment in moments[:DUE_DATES_SHOWN]:
            names = ", ".join("/".join(names) for names, due in sorted(upcoming.items()) if due == moment)
            yield Line(f"  until {self._when(moment)}", names)
        if len(moments) > DUE_DATES_SHOWN:
            yield Line("  later", counted(len(moments) - DUE_DATES_SHOWN, "more due date"))
        damaged = sorted("/".join(names) for names in found if names not in dated)
        if damaged:
            yield Line("  due date is damaged", f"{', '.join(damaged)}; nobody is asked: publish a {layout.DUE_DATE}")
        if tests.skipped:
            yield Line("  skipped for their names", ", ".join(tests.skipped))

    def _due(self, bucket: Bucket, test: PublishedTest) -> datetime | None:
        """Until when a test is open; ``None`` when nobody can know because its document is damaged."""
        published = None
        if layout.DUE_DATE in test.files:
            key = test.files[layout.DUE_DATE].key
            try:
                published = documents.due_date_from(documents.parse_json(bucket.read(key), key), key)
            except documents.BadDocument:
                return None
        return due_of(published, test.files[layout.QUESTIONS].modified, self.zone)

    def _next_run(self) -> Iterator[Line]:
        group, _, name = self.deployment.output("scoring", "ScheduleName").rpartition("/")
        schedule = self._client("scheduler").get_schedule(Name=name, **({"GroupName": group} if group else {}))
        expression, zone = schedule["ScheduleExpression"], schedule.get("ScheduleExpressionTimezone", "UTC")
        moment = next_run(expression, zone, self.now)
        told = f"{moment:%a %Y-%m-%d %H:%M} {zone}" if moment else f"by {expression} in {zone}"
        yield Line("next run", told if schedule.get("State") == "ENABLED" else f"switched off (would be {told})")

    def _last_run(self) -> Iterator[Line]:
        run = Runs(self._client("stepfunctions"), self.deployment.output("scoring", "StateMachineArn")).last()
        if run is None:
            yield Line("last run", "none yet")
            return
        failure = f"{run.error} {run.cause[:120]}" if run.error else ""
        told = ", ".join(part for part in (self._when(run.started), run.status, counts(run.output), failure) if part)
        yield Line("last run", told)

    def _mails(self) -> Iterator[Line]:
        told = mail_figures(self._bucket())
        yield Line("mails", ", ".join(f"{count} {state}" for state, count in told.items()))

    def _queues(self) -> Iterator[Line]:
        sqs = self._client("sqs")
        for label, output in (("mail queue", "MailQueueUrl"), ("dead letters", "MailDeadLetterQueueUrl")):
            depths = Queue(sqs, self.deployment.output("scoring", output)).depths()
            yield Line(label, ", ".join(f"{count} {meaning}" for meaning, count in depths.items()))

    def _students(self) -> Iterator[Line]:
        listed = self._bucket().find(layout.STUDENTS_LIST)
        on_list = parse_students_list(listed) if listed else StudentsList()
        students = on_list.students
        ring = KeyRing.of(self.deployment, self.deployment.find("api", "UsagePlanId"))
        keys = {key.owner for key in ring.list() if key.attached}
        missing = [one.student_id for one in students if one.student_id not in keys]
        bad = f", {counted(len(on_list.bad), 'bad entry', 'bad entries')}" if on_list.bad else ""
        without = f", without a key: {', '.join(missing[:5])}" if missing else ""
        yield Line("students", f"{len(students)} on the list, {counted(len(keys), 'key')}{bad}{without}")
        environment = self.deployment.target.environment
        yield Line(
            "a student's key", f"bin/pull-api-config.sh {environment} {students[0].student_id if students else ''}"
        )
        if self.deployment.target.embedded:
            yield Line("mailbox", typed("bin/mailbox", self.deployment.target))

    def _when(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%a %Y-%m-%d %H:%M}"


def counts(figures: Mapping[str, Any]) -> str:
    """Put the figures of a run into words: ``2 tests, 58 submissions``; what is not a figure is left out."""
    if figures.get("tests") == 0 and not figures.get("problems"):
        return "nothing was due"
    nouns = {"tests": "test", "submissions": "submission", "problems": "problem"}
    names = ("tests", "submissions", "scored", "missing", "problems", "refused")
    known = {name: figures[name] for name in names if isinstance(figures.get(name), int)}
    told = (counted(count, nouns[name]) if name in nouns else f"{count} {name}" for name, count in known.items())
    return ", ".join(told)


def mail_figures(bucket: Bucket) -> dict[str, str]:
    """Count the mails of the ledger by state. Only the newest entries are read: older ones are settled."""
    ledger = sorted(bucket.entries(layout.MAILS_PREFIX, MAILS_COUNTED), key=lambda entry: entry.modified)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        states = Counter(pool.map(lambda entry: _state(bucket.find(entry.key)), ledger[-MAILS_READ:]))
    refused = len(bucket.entries(layout.REFUSED_PREFIX, MAILS_COUNTED))
    under_way = states[State.SENDING.value]
    more = "+" if len(ledger) == MAILS_COUNTED else ""
    figures = {"sent": f"{max(len(ledger) - under_way - refused, 0)}{more}", "refused": str(refused)}
    return {**figures, **({"being sent": str(under_way)} if under_way else {})}


def _state(entry: bytes | None) -> str:
    try:
        told = json.loads(entry or b"{}")
    except ValueError:
        return ""
    return str(told.get("state", "")) if isinstance(told, dict) else ""
