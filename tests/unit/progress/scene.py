"""A deployment of three stacks as it is told, on a clock that only moves when it is told to."""

from __future__ import annotations

from dataclasses import dataclass

from stackyard.apply.changes import Change
from stackyard.apply.events import STACK, Event
from stackyard.apply.observer import Observer
from stackyard.plan import Plan, make_plan

from tests.fakes.stacks import make_spec

DATA, API, MAIL = (f"stackyard-dev-shop-{name}" for name in ("data", "api", "mail"))


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def plan() -> Plan:
    return make_plan([make_spec("data"), make_spec("api"), make_spec("mail")], {})


def change(name: str, action: str = "Add", kind: str = "AWS::SNS::Topic", *, replacement: bool = False) -> Change:
    return Change(action, name, kind, replacement, ("Properties",))


def event(resource: str, status: str, reason: str = "", kind: str = "AWS::SNS::Topic") -> Event:
    return Event("1", resource, STACK if resource.startswith("stackyard-") else kind, status, reason)


def begun(observer: Observer) -> None:
    """Two stacks under way, and a third one that waits."""
    observer.run_started(plan())
    observer.stack_waiting(API, [DATA])
    observer.stack_started(DATA, "create", "does not exist yet")
    observer.stack_started(MAIL, "create", "does not exist yet")
    observer.changes_known(DATA, [change("Topic"), change("Queue")])
    observer.resource_event(DATA, event(DATA, "CREATE_IN_PROGRESS"))
    observer.resource_event(DATA, event("Topic", "CREATE_IN_PROGRESS"))
