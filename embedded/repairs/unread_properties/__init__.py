"""Properties of a template that MiniStack never reads are found, listed and, in strict mode, refused.

Stock MiniStack's provisioners read the properties that they know and silently drop the others, so a template that
deploys locally may ask for encryption, limits or alarms that nobody ever looked at. Here the provisioners of all types
are given properties that remember what was read (`tracking`). What stays unread is listed at `GET /_stackyard/unread`;
with STACKYARD_STRICT=1 it fails the resource by name, except for what `embedded/allowed_unread.yaml` lists with the
reason why having no effect locally is acceptable.

On an update only changed properties count: a provisioner need not read again what stays as it was.
Must come after every repair that touches provisioners, so that what those read counts as read.

Hooks: every `create` and `update` in `services.cloudformation.provisioners._RESOURCE_HANDLERS`.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Mapping
from typing import Any

from embedded import control, provisioning, saved
from embedded.repairs.unread_properties.allowed import Allowed
from embedded.repairs.unread_properties.tracking import track

STRICT_VARIABLE = "STACKYARD_STRICT"
_found: dict[str, dict[str, Any]] = {}

logger = logging.getLogger("stackyard.unread")


class NotEmulatedError(ValueError):
    """A resource asks for something that the embedded AWS would silently ignore."""


def apply() -> None:
    """Makes every provisioner's properties remember what was read."""
    allowed = Allowed.load()
    for resource_type in allowed.reasons:
        provisioning.handler(resource_type)  # a misspelt type must not look like a reviewed one
    strict = os.environ.get(STRICT_VARIABLE) == "1"
    for resource_type, functions in provisioning.handlers().items():
        if "create" in functions:
            judge = functools.partial(_judge, allowed, strict, resource_type)
            functions["create"] = _watched_create(functions["create"], functions.get("delete"), judge)
            if functions.get("update"):
                functions["update"] = _watched_update(functions["update"], judge)
    saved.keep("unread", lambda: list(_found.values()), _restore)
    control.route("GET", "/unread")(lambda _request: list(_found.values()))


Judge = Callable[[str, str, list[str]], None]


def _judge(allowed: Allowed, strict: bool, resource_type: str, stack: str, resource: str, unread: list[str]) -> None:  # noqa: PLR0917 - bound once, above
    reasons = {path: reason for path in unread if (reason := allowed.reason(resource_type, path))}
    ignored = [path for path in unread if path not in reasons]
    entry = {"type": resource_type, "stack": stack, "resource": resource, "ignored": ignored, "allowed": reasons}
    _found.pop(f"{stack}/{resource}", None)
    if unread:
        _found[f"{stack}/{resource}"] = entry
    if ignored and strict:
        raise NotEmulatedError(
            f"the embedded AWS would ignore {', '.join(ignored)} of {resource_type}. Leave it out, or, if having no "
            "effect locally is acceptable, add it with the reason to embedded/allowed_unread.yaml"
        )
    if ignored:
        logger.warning("%s %s of %s: ignored %s", resource_type, resource, stack, ", ".join(ignored))


def _watched_create(create: Callable[..., Any], delete: Callable[..., Any] | None, judge: Judge) -> Callable[..., Any]:
    @functools.wraps(create)
    def watched(logical_id: str, properties: Any, stack_name: str) -> Any:
        tracked = track(properties or {})
        result = create(logical_id, tracked, stack_name)
        try:
            judge(stack_name, logical_id, tracked.unread())
        except NotEmulatedError:
            if delete:
                delete(result[0], properties or {})
            raise
        return result

    return watched


def _watched_update(update: Callable[..., Any], judge: Judge) -> Callable[..., Any]:
    @functools.wraps(update)
    def watched(physical_id: str, old: Any, new: Any, stack_name: str, *rest: Any) -> Any:
        tracked = track(new or {})
        result = update(physical_id, old, tracked, stack_name, *rest)
        changed = [path for path in tracked.unread() if _at(old or {}, path) != _at(new or {}, path)]
        judge(stack_name, rest[0] if rest and rest[0] else physical_id, changed)
        return result

    return watched


def _at(properties: Any, path: str) -> Any:
    """The value at a dotted path; of lists, the values of all their elements."""
    for name in path.split("."):
        if isinstance(properties, list):
            properties = [one.get(name) for one in properties if isinstance(one, Mapping)]
        elif isinstance(properties, Mapping):
            properties = properties.get(name)
    return properties


def _restore(entries: list[dict[str, Any]] | None) -> None:
    _found.clear()
    _found.update({f"{entry['stack']}/{entry['resource']}": entry for entry in entries or ()})
