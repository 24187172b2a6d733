"""Finds the alarms that may roll an update of a stack back.

Only alarms that exist are taken: CloudFormation rolls an update back for one that is not there.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..plan.template import Template
from .asking import ask
from .workshop import Workshop

_COMPOSITE = "AWS::CloudWatch::CompositeAlarm"
_KINDS = {"MetricAlarms": "AWS::CloudWatch::Alarm", "CompositeAlarms": _COMPOSITE}
_MOST = 5  # triggers that CloudFormation takes
_ASKED = 100  # names that CloudWatch takes at once


def rollback_triggers(workshop: Workshop, name: str, template: Template) -> list[dict[str, str]]:
    """The stack's own alarms that exist, stay in its template and are quiet now; one that rings would end any update.

    CloudFormation takes five. Composite alarms come first, then the order of the template.
    """
    resources = template.document["Resources"]
    kinds = {key: one["Type"] for key, one in resources.items() if one.get("Type") in _KINDS.values()}
    wanted = sorted(kinds, key=lambda key: kinds[key] != _COMPOSITE)
    if not wanted:
        return []
    physical = _physical_ids(workshop, name)
    names = [physical[key] for key in wanted if key in physical]
    quiet = _quiet(workshop, names)
    if loud := [one for one in names[:_ASKED] if one not in quiet]:
        workshop.observer.note(f"{name}: not watched, as they ring already or are gone: {', '.join(loud)}")
    chosen = [one for one in names if one in quiet]
    if rest := chosen[_MOST:]:
        workshop.observer.note(f"{name}: not watched, as CloudFormation takes {_MOST} alarms: {', '.join(rest)}")
    return [{"Arn": quiet[one][0], "Type": quiet[one][1]} for one in chosen[:_MOST]]


def _physical_ids(workshop: Workshop, name: str) -> dict[str, str]:
    pages = ask(
        workshop, lambda: list(workshop.cloudformation.get_paginator("list_stack_resources").paginate(StackName=name))
    )
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for page in pages
        for one in page["StackResourceSummaries"]
        if one.get("ResourceType") in _KINDS.values() and one.get("PhysicalResourceId")
    }


def _quiet(workshop: Workshop, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """ARN and type of those alarms that exist and do not ring, by name."""
    if not names:
        return {}
    cloudwatch = workshop.target.client("cloudwatch")
    pages = ask(
        workshop,
        lambda: list(
            cloudwatch.get_paginator("describe_alarms").paginate(
                AlarmNames=list(names)[:_ASKED], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
            )
        ),
    )
    return {
        one["AlarmName"]: (one["AlarmArn"], kind)
        for page in pages
        for part, kind in _KINDS.items()
        for one in page.get(part, ())
        if one["StateValue"] != "ALARM"
    }
