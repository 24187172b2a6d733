"""A schedule that AWS refuses while it is deployed, or that never fires: cfn-lint looks at rules only, and not deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .cron_fields import FIELDS, UNKNOWN, CronError
from .document import Document, Possible, Resource, spelled
from .rule import Found, KitRule
from .schedule_expressions import check
from .settled import settled, with_defaults

RULE = "AWS::Events::Rule"
SCHEDULE = "AWS::Scheduler::Schedule"


class ScheduleExpression(KitRule):
    """Flags cron, rate and at expressions that AWS does not take, in schedules and in rules."""

    id = "E9207"
    shortdesc = "A schedule with a wrong expression fails in the middle of a deployment, or never fires"
    remedy = "write cron(minute hour day month weekday year) with one ? among the days, rate(5 minutes) or at(moment)"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each expression that is known: literals, and defaults and allowed values of parameters."""
        for resource in document.resources(RULE, SCHEDULE):
            yield from self._of(document, resource)

    def _of(self, document: Document, resource: Resource) -> Iterator[Found]:
        for one in (*settled(document, resource, "ScheduleExpression"), *_partly(document, resource)):
            try:
                check(str(one.value), is_rule=resource.kind == RULE)
            except CronError as error:
                yield Found(one.path, f"{resource.name}: {error}")


def _partly(document: Document, resource: Resource) -> Iterator[Possible]:
    """Give cron expressions that are put together and of which some fields stay unknown; the others can be judged."""
    for one in document.possible(resource, "ScheduleExpression"):
        text = with_defaults(document, spelled(one.value) or "")
        fields = text.removeprefix("cron(").split()
        if text.startswith("cron(") and UNKNOWN in text and len(fields) == len(FIELDS):
            yield replace(one, value=text)
