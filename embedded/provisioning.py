"""How repairs extend CloudFormation's provisioners.

MiniStack keeps one dictionary of functions per resource type. Repairs add to it only through this module, so that an
effect reaches both the creation and the update of a resource, that a creation which fails half-way leaves nothing
behind, and that a type which is no longer there stops the start with its name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from embedded import hooks

PROVISIONERS = "ministack.services.cloudformation.provisioners"

Properties = Mapping[str, Any]
Effect = Callable[[str, Properties], None]
"""Given the physical id and the resolved properties of a resource that was just created or updated."""

Handler = dict[str, Any]


def handlers() -> dict[str, Handler]:
    """MiniStack's provisioners by resource type: `create`, `update`, `delete` and flags about their arguments."""
    found: dict[str, Handler] = hooks.attribute(PROVISIONERS, "_RESOURCE_HANDLERS")
    return found


def handler(resource_type: str) -> Handler:
    """The provisioner of one type; HookMissingError when MiniStack has none."""
    if resource_type not in handlers():
        raise hooks.HookMissingError(f"MiniStack {hooks.ministack_version()} has no provisioner of {resource_type}")
    return handlers()[resource_type]


def provision(resource_type: str, handler_functions: Handler) -> None:
    """Replaces the whole provisioner of a type, or adds one that MiniStack does not have."""
    handlers()[resource_type] = handler_functions


def before_provisioning(resource_type: str, check: Callable[[Properties], None]) -> None:
    """Runs `check` on the properties before each creation and update; what it raises fails the resource."""
    functions = handler(resource_type)

    def checked(original: Callable[..., Any], properties_at: int) -> Callable[..., Any]:
        @functools.wraps(original)
        def provision_checked(*arguments: Any) -> Any:
            check(arguments[properties_at] or {})
            return original(*arguments)

        return provision_checked

    functions["create"] = checked(functions["create"], 1)
    if functions.get("update"):
        functions["update"] = checked(functions["update"], 2)


def after_provisioning(resource_type: str, effect: Effect) -> None:
    """Runs `effect` after each creation and update; what it raises fails the resource, as its own failure would."""
    functions = handler(resource_type)
    create, update, delete = functions["create"], functions.get("update"), functions["delete"]

    @functools.wraps(create)
    def create_with_effect(logical_id: str, properties: Properties, stack_name: str) -> Any:
        result = create(logical_id, properties, stack_name)
        try:
            effect(result[0], properties)
        except Exception:
            # The stack does not know the resource yet, so its rollback would leave it standing.
            delete(result[0], properties)
            raise
        return result

    functions["create"] = create_with_effect
    if update is None:
        return

    @functools.wraps(update)
    def update_with_effect(physical_id: str, old: Properties, new: Properties, *rest: Any) -> Any:
        result = update(physical_id, old, new, *rest)
        effect(result[0], new)
        return result

    functions["update"] = update_with_effect


def add_attributes(resource_type: str, attributes: Callable[[str, Properties], dict[str, str]]) -> None:
    """Gives the resources of a type further attributes for `Fn::GetAtt`, computed after creation and update."""
    functions = handler(resource_type)

    def extended(original: Callable[..., Any], properties_at: int) -> Callable[..., Any]:
        @functools.wraps(original)
        def provision_with_attributes(*arguments: Any) -> Any:
            physical_id, known = original(*arguments)
            return physical_id, {**known, **attributes(physical_id, arguments[properties_at])}

        return provision_with_attributes

    functions["create"] = extended(functions["create"], 1)
    if functions.get("update"):
        functions["update"] = extended(functions["update"], 2)


def before_deleting(resource_type: str, check: Effect) -> None:
    """Runs `check` before each deletion; what it raises leaves the resource and fails its deletion."""
    functions = handler(resource_type)
    delete = functions["delete"]

    @functools.wraps(delete)
    def checked_delete(physical_id: str, properties: Properties, *rest: Any) -> Any:
        check(physical_id, properties)
        return delete(physical_id, properties, *rest)

    functions["delete"] = checked_delete


def propagate_stack_tags(resource_type: str, tag_property: str = "Tags", shape: str = "list") -> None:
    """Makes the stack's tags reach the resources of a type, through its tag property, as CloudFormation does."""
    hooks.attribute(PROVISIONERS, "_STACK_TAG_PROPERTY")[resource_type] = (tag_property, shape)


def glance(properties: Properties, name: str) -> Any:
    """A copy of one property, by a look that does not count as reading it (`unread_properties`)."""
    return _plain(dict.get(cast("dict[str, Any]", properties), name))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in dict.items(value)}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def truth(value: Any) -> bool:
    """A template's boolean, which may arrive as the text `"true"` or `"false"`."""
    return str(value).lower() == "true"


def tag_pairs(tags: Any) -> Iterator[tuple[str, str]]:
    """The keys and values of a `Tags` property, in either of its two shapes."""
    if isinstance(tags, Mapping):
        yield from ((str(key), str(value)) for key, value in tags.items())
    else:
        yield from ((str(tag["Key"]), str(tag.get("Value", ""))) for tag in tags or ())
