"""Services do only what the role that was given to them may do.

Stock MiniStack lets state machines, schedules and event sources reach everything, and lets every function write logs,
whatever their roles say; on AWS a missing permission is the most common reason why they fail. Here, under AUTH:

- a Task, and the item reader of a distributed map, need their permissions in the state machine's role, and a
  distributed map needs `states:StartExecution` on its own state machine (`machines`);
- a schedule's role must allow what its target needs, and trust the scheduler when the schedule is made (`schedules`);
- an event source mapping on a queue needs the three permissions of a consumer in the function's role (`functions`);
- a function whose role may not create log streams or put events has no log (`functions`).

Every decision is in the record (see `iam_record`). Not enforced: what Step Functions needs to deliver its own logs and
traces, on-failure destinations and dead-letter queues of functions, streams as event sources, and `iam:PassRole`.
Resources that cannot be told from a task are not compared, only the action is.
"""

from __future__ import annotations

import os


def apply() -> None:
    """Puts the hooks of each module in place, unless authorisation is off altogether."""
    from embedded.repairs.service_roles import functions, machines, schedules  # noqa: PLC0415 - they import MiniStack

    if os.environ.get("AUTH") == "true":
        for part in (machines, schedules, functions):
            part.apply()
