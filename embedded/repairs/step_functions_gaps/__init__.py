"""What state machines do on AWS and not on stock MiniStack.

Stock MiniStack accepts definitions whose transitions lead nowhere (`definitions`), lets `States.ALL` catch what it does
not catch on AWS and ignores `JitterStrategy` and `MaxDelaySeconds` (`retries`), takes a missing path for null, ignores
`Assign` outside of JSONata and passes on data of any size (`data`), leaves JSONata and the `...Path` fields of
distributed maps unread (`maps`), never writes the execution log (`logs`), and lets executions run past their time limit
(`timeouts`) and their machine's deletion (`deletion`). Each module of this package mends one of these and names its
hooks in `services.stepfunctions`.

Not emulated, and refused when a definition asks for it: ItemBatcher and ResultWriter.
"""

from __future__ import annotations

from embedded.repairs.step_functions_gaps import data, definitions, deletion, logs, maps, retries, timeouts


def apply() -> None:
    """Puts each of the package's repairs in place."""
    for part in (definitions, retries, data, maps, logs, timeouts, deletion):
        part.apply()
