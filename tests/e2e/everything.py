"""Everything that an embedded AWS holds, of whatever kind and by whatever tag or name: for a look before and after.

It is read from the state that the server keeps, so nothing depends on which service lists what.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.e2e.environment import Environment
from tests.patience import eventually

# What says only that something was there, as AWS says it, too; by service and store, with what makes it a mere memory.
_MEMORIES: dict[tuple[str, str], Callable[[Any], bool]] = {
    ("cloudformation", "stacks"): lambda stack: stack.get("StackStatus") == "DELETE_COMPLETE",
    ("cloudformation", "stack_events"): lambda _: True,  # of deleted stacks they are kept, too
    ("cloudformation", "change_sets"): lambda sets: not sets,
    ("cloudwatch", "alarm_history"): lambda _: True,
    ("cloudwatch", "metrics"): lambda _: True,  # nobody can delete metrics
    ("kms", "keys"): lambda key: key.get("KeyState") == "PendingDeletion",
    ("lambda", "layers"): lambda layer: not layer.get("versions"),
    ("apigateway_v1", "request_validators"): lambda validators: not validators,
    ("apigateway_v1", "account_settings"): lambda _: True,
    ("iam", "aws_managed_attachment_counts"): lambda _: True,
    # Every account has these two, before anybody asks for them.
    ("eventbridge", "buses"): lambda bus: bus.get("Name") == "default",
    ("scheduler", "schedule_groups"): lambda group: group.get("Name") == "default",
}
# What the first deployment makes for the whole account, and none removes: its own stack, the login of the mail relay.
_OF_THE_ACCOUNT = ("stackyard-account", "'/embedded/smtp'")
_OWN = ("stackyard_", "sts", "tagging")  # the server's own records, sessions, and an index of what is elsewhere


def everything(environment: Environment) -> set[str]:
    """Name all that the account of an environment on the embedded AWS holds, as ``service/store/key``."""
    environment.control("POST", "/save")
    documents = eventually(lambda: _current(Path(environment.settings["STACKYARD_LOCAL_STATE"]) / "saved"))
    return {name for path, text in documents.items() if not path.startswith(_OWN) for name in _held(path, text)}


def _current(saved: Path) -> dict[str, str]:
    """Read the newest whole set; nothing where the server, which saves by itself, removed it meanwhile."""
    newest = next(iter(json.loads((saved / "current").read_text())))
    with suppress(FileNotFoundError):
        return {path.stem: path.read_text() for path in sorted((saved / newest).iterdir())}
    return {}


def _held(service: str, document: str) -> Iterator[str]:
    payload = json.loads(document).get("payload")
    for store, content in (payload if isinstance(payload, dict) else {}).items():
        entries = content.get("data", content) if isinstance(content, dict) else {}
        forgotten = _MEMORIES.get((service, store), lambda _: False)
        for key, value in entries.items():
            if not forgotten(value) and not any(mark in f"{key} {value}" for mark in _OF_THE_ACCOUNT):
                yield f"{service}/{store}/{key}"
