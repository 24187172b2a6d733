"""A schedule that AWS refuses while it is deployed, or that never fires: cfn-lint looks at rules only, and not deep."""

from __future__ import annotations

from collections.abc import Iterator

from .cron_fields import CronError
from .document import Document, Resource
from .rule import Found, KitRule
from .schedule_expressions import check
from .settled import settled

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
        for one in settled(document, resource, "ScheduleExpression"):
            try:
                check(str(one.value), is_rule=resource.kind == RULE)
            except CronError as error:
                yield Found(one.path, f"{resource.name}: {error}")
