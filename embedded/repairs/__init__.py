"""The repairs, in the order in which they are applied.

A repair is a module (or small package) of this folder. Its docstring says what stock MiniStack does, what AWS does and
which private names it hooks; its `apply()` does the hooking, once, before the server starts. The environment variable
STACKYARD_WITHOUT_REPAIRS (names separated by commas, or `all`) leaves repairs out, so that contract tests can show what
each one is for.
"""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Mapping

from embedded import hooks

# Wrappers of one name nest: a later repair sees the earlier one's result.
REPAIRS: tuple[str, ...] = (
    "partition_rules",
    "loopback_guard",
    "secure_transport",
    "batch_actions",
    "clock",
    "scheduler_time",
    "runtime_client",
    "function_code",
    "iam_record",
    "ses_identity",
    "service_roles",
    "persistence",
    "request_validators",
    "gateway_responses",
    "api_gateway_event",
    "step_functions_gaps",
    "ses_mail",
    "dead_letters",
    "queue_turns",
    "bucket_not_empty",
    "stack_rules",
    "resource_properties",
    "resource_tags",
    "unread_properties",
    "template_numbers",
    "replacements",
    "log_events",
    "object_bodies",
    "policy_patterns",
    "version_names",
    "region_names",
    "function_concurrency",
    "function_states",
    "usage_record",
)

WITHOUT_VARIABLE = "STACKYARD_WITHOUT_REPAIRS"

logger = logging.getLogger("stackyard.repairs")


class RepairError(RuntimeError):
    """A repair could not be applied, or STACKYARD_WITHOUT_REPAIRS names one that does not exist."""


def selected(environ: Mapping[str, str] = os.environ, repairs: tuple[str, ...] = REPAIRS) -> tuple[str, ...]:
    """The repairs to apply, in order: all of them but those that STACKYARD_WITHOUT_REPAIRS leaves out."""
    without = {name.strip() for name in environ.get(WITHOUT_VARIABLE, "").split(",") if name.strip()}
    if without == {"all"}:
        return ()
    unknown = sorted(without - set(repairs))
    if unknown:
        raise RepairError(
            f"no such repair; given: {WITHOUT_VARIABLE}={','.join(unknown)}. Choose from: {', '.join(repairs)}, or all"
        )
    return tuple(name for name in repairs if name not in without)


def apply(names: tuple[str, ...]) -> None:
    """Applies the named repairs in order; RepairError names the first that does not fit the installed MiniStack."""
    hooks.require_supported_version()
    for name in names:
        try:
            importlib.import_module(f"{__name__}.{name}").apply()
        except OSError:
            raise  # what is wrong with this machine says itself what it is
        except Exception as error:
            message = f"the repair {name!r} does not fit MiniStack {hooks.ministack_version()}: {error}"
            raise RepairError(message) from error
        logger.debug("repair applied: %s", name)
