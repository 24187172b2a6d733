"""The preview as people read it: one table for a whole target, on 80 columns, and a short list of the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..text.words import counted
from .lines import WIDTH, change_lines, printable, shortened, words
from .model import Effect, PermissionChange, ResourceChange, StackPreview, TargetPreview

Paint = Callable[[str, str], str]
"""Colours a text; the second argument says what it is: an ``Effect``, ``danger``, ``title``, ``gained``, ``lost``."""

SIGNS = {Effect.ADD: "+", Effect.MODIFY: "~", Effect.REPLACE: "!", Effect.REMOVE: "-", Effect.IMPORT: "<"}
_COUNTED = {
    Effect.ADD: "to add",
    Effect.MODIFY: "to modify",
    Effect.REPLACE: "to replace",
    Effect.REMOVE: "to remove",
    Effect.IMPORT: "to import",
}
_UNCHANGED = "unchanged"
_SHORT = WIDTH - 2  # short lines are indented by whoever shows them


def plain(text: str, kind: str) -> str:
    """Colour nothing."""
    del kind
    return text


def nothing(kind: str) -> bool:
    """Hold no type for stateful."""
    del kind
    return False


@dataclass(frozen=True)
class Table:
    """Writes previews. ``stateful`` says of a resource type whether it holds data that a replacement would lose."""

    paint: Paint = plain
    stateful: Callable[[str], bool] = nothing

    def lines(self, title: str, preview: TargetPreview) -> list[str]:
        """Write the whole table, below a title that names the target."""
        changing = [one for one in preview.stacks if one.action != _UNCHANGED]
        head = f"{title}: {len(changing)} of {len(preview.stacks)} stacks change"
        parts = [
            [self.paint(line, "title") for line in words("", head)],
            *(list(self._stack(one)) for one in preview.stacks),
            list(self._permissions(preview.permissions)),
            list(self._code(preview.code)),
            list(words("", summary(preview))),
        ]
        return [line for part in parts if part for line in (*part, "")][:-1]

    def _stack(self, stack: StackPreview) -> Iterator[str]:
        if stack.action == _UNCHANGED:
            yield from words("", f"{stack.system}.{stack.stack}: {_UNCHANGED}")
            return
        for line in words("", f"{stack.system}.{stack.stack}: {stack.action} ({stack.reason})"):
            yield self.paint(line, "title")
        if stack.note:
            yield from words("  ", stack.note)
        for value in stack.parameters:
            yield from change_lines("    ", value.path, value.before, value.after)
        for resource in stack.resources:
            yield from self._resource(resource)

    def _resource(self, resource: ResourceChange) -> Iterator[str]:
        risky = resource.effect in (Effect.REPLACE, Effect.REMOVE) and self.stateful(resource.type)
        head = f"  {SIGNS[resource.effect]} {shortened(printable(resource.logical_id), WIDTH - 4)}"
        kind = printable(resource.type.removeprefix("AWS::"))
        said = "".join(f", {word}" for word in remarks(resource, risky=risky))
        tail = f"{kind}{said}"
        room = WIDTH - len(head) - 2
        line = f"{head}  {tail:>{room}}" if len(tail) <= room else f"{head}\n      {shortened(tail, WIDTH - 6)}"
        for one in line.split("\n"):
            yield self.paint(one, "danger" if risky else str(resource.effect))
        for value in resource.properties:
            path = f"{value.path} (replaces)" if value.replaces else value.path
            yield from change_lines("      ", path, value.before, value.after)

    def _permissions(self, permissions: Sequence[PermissionChange]) -> Iterator[str]:
        if permissions:
            yield self.paint("permissions", "title")
        for role, found in groupby(permissions, key=lambda one: one.role):
            yield from words("  ", role)
            for sign, denied, resource, condition, actions in grouped(list(found)):
                for line in words(f"    {sign} {'deny ' if denied else ''}", ", ".join(actions)):
                    yield self.paint(line, "gained" if sign == "+" else "lost")
                if resource:
                    yield from words("        on ", resource)
                if condition:
                    yield from words("        if ", condition)

    def _code(self, code: Mapping[str, Sequence[str]]) -> Iterator[str]:
        if code:
            yield self.paint("code", "title")
        alike: dict[tuple[str, ...], list[str]] = {}
        for name, reasons in code.items():
            alike.setdefault(tuple(reasons), []).append(name)
        for told, names in alike.items():
            yield from words("  ", ", ".join(names))
            for reason in told:
                yield from words("      ", reason)


def remarks(resource: ResourceChange, *, risky: bool) -> Iterator[str]:
    """Say in words what a sign does not."""
    if resource.effect is Effect.REPLACE:
        yield "may be replaced" if resource.maybe else "REPLACED"
    elif resource.effect is Effect.REMOVE:
        yield "REMOVED"
    if resource.retained:
        yield "old one is kept" if resource.effect is Effect.REPLACE else "kept in the account"
    elif risky:
        yield "DATA IS LOST"


def grouped(permissions: Sequence[PermissionChange]) -> list[tuple[str, bool, str, str, list[str]]]:
    """Put actions together that are gained or lost alike: sign, whether denied, resource, condition, actions."""
    groups: dict[tuple[bool, bool, str, str], list[str]] = {}
    for one in permissions:
        groups.setdefault((one.gained, one.denied, one.resource, one.condition), []).append(one.action)
    return [
        ("+" if gained else "-", denied, resource, condition, sorted(actions))
        for (gained, denied, resource, condition), actions in sorted(groups.items())
    ]


def short_lines(preview: TargetPreview) -> list[str]:
    """Write a line for each stack that would change, and below it what would be replaced or removed."""
    return [line for stack in preview.stacks if stack.action != _UNCHANGED for line in _short(stack)]


def _short(stack: StackPreview) -> Iterator[str]:
    counts = Counter(one.effect for one in stack.resources)
    told = " ".join(f"{SIGNS[effect]}{counts[effect]}" for effect in SIGNS if counts[effect])
    yield from words("", f"would {stack.action} {stack.name} ({', '.join(filter(None, [told, stack.reason]))})", _SHORT)
    for one in stack.resources:
        if one.effect in (Effect.REPLACE, Effect.REMOVE):
            said = "".join(f", {word}" for word in remarks(one, risky=False))
            yield from words("    ", f"{SIGNS[one.effect]} {one.logical_id} ({one.type}{said})", _SHORT)


def summary_lines(preview: TargetPreview) -> list[str]:
    """Count what changes in one sentence, on lines as short as those of ``short_lines``."""
    return words("", summary(preview), _SHORT)


def summary(preview: TargetPreview) -> str:
    """Count what changes in one sentence."""
    counts = Counter(resource.effect for stack in preview.stacks for resource in stack.resources)
    parts = [f"{counts[effect]} {text}" for effect, text in _COUNTED.items() if counts[effect]]
    gained = sum(one.gained for one in preview.permissions)
    lost = len(preview.permissions) - gained
    for count, word in ((gained, "gained"), (lost, "lost")):
        parts += [f"{counted(count, 'permission')} {word}"] if count else []
    return ", ".join(parts) or "no resource changes"
