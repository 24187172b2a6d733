"""Services do only what the role that was given to them may do.

Stock MiniStack lets state machines, schedules and event sources reach everything, and lets every function write logs,
whatever their roles say; on AWS a missing permission is the most common reason why they fail. Here, under AUTH:

- a Task, and the item reader of a distributed map, need their permissions in the state machine's role, and a
  distributed map needs `states:StartExecution` on its own state machine (`machines`);
- a schedule's role must allow what its target needs, and trust the scheduler when the schedule is made (`schedules`);
- an event source mapping on a queue needs the three permissions of a consumer in the function's role (`functions`);
- a function whose role may not create log streams or put events has no log, and one whose role may not reach its
  on-failure destination or dead-letter queue delivers nothing there (`functions`);
- a state machine with logging needs the permissions to deliver logs when it is created or updated (`log_delivery`).

Every decision is in the record (see `iam_record`). Not enforced: tracing, streams as event sources, `iam:PassRole`.
Resources that cannot be told from a task are not compared, only the action is.
"""

from __future__ import annotations

import os

from embedded.repairs.service_roles import functions, log_delivery, machines, schedules


def apply() -> None:
    """Puts the hooks of each module in place, unless authorisation is off altogether."""
    if os.environ.get("AUTH") == "true":
        for part in (machines, schedules, functions, log_delivery):
            part.apply()
