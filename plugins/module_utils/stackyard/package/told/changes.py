"""Says why functions are packaged anew, by what they were made of before and now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from ...text.lists import WIDTH, functions, short_names, wrapped, wrapped_words
from .record import FunctionRecord

FIRST, LOST = "packaged here for the first time", "not in the bucket any more"
_TOLD = 5  # changes of one kind that are told one by one


def changes(before: FunctionRecord | None, now: FunctionRecord) -> list[str]:
    """Say why a function is packaged anew, a line for each reason; nothing when its content is what it was."""
    if before is None:
        return [FIRST]
    if before.digest == now.digest:
        return []
    reasons = [
        *_files("", before.own, now.own),
        *_files("shared module ", before.shared, now.shared),
        *_packages(before, now),
        *_values(before, now),
    ]
    return reasons or ["what it is made of changed"]


def _files(kind: str, before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    different = sorted(path for path in {*before, *now} if before.get(path) != now.get(path))
    lines = [f"{kind}{path} {_verb(path in before, path in now)}" for path in different]
    return _shortened(lines, f"{kind or 'file'}".strip())


def _verb(before: bool, now: bool) -> str:
    return "changed" if before and now else "added" if now else "removed"


def _shortened(lines: list[str], kind: str) -> list[str]:
    more = len(lines) - _TOLD
    return lines if more <= 0 else [*lines[:_TOLD], f"{more} more {kind}{'s' if more > 1 else ''}"]


def _packages(before: FunctionRecord, now: FunctionRecord) -> list[str]:
    names = sorted({*before.packages, *now.packages})
    different = [name for name in names if before.packages.get(name) != now.packages.get(name)]
    if different:
        steps = [_step(name, before.packages.get(name), now.packages.get(name)) for name in different]
        return [f"requirements: {', '.join(_shortened(steps, 'package'))}"]
    return [] if before.pins == now.pins else ["requirements: other hashes or conditions of the same versions"]


def _step(name: str, before: str | None, now: str | None) -> str:
    if before and now:
        return f"{name} {before} → {now}"
    return f"{name} {now} added" if now else f"{name} {before} removed"


def _values(before: FunctionRecord, now: FunctionRecord) -> Iterator[str]:
    for old, new in ((before.runtime, now.runtime), (before.architecture, now.architecture)):
        if old != new:
            yield f"{old} → {new}"
    for name in ("Include", "Exclude"):
        if list(getattr(before, name.lower())) != list(getattr(now, name.lower())):
            yield f"{name} changed"
    # A package that is gone or new is told as such.
    staying = {*before.packages} & {*now.packages}
    for name in sorted(({*before.provided} ^ {*now.provided}) & staying):
        yield f"{name} {'is left to the runtime now' if name in now.provided else 'travels along now'}"
    for label in sorted({*now.layers} - {*before.layers}):
        yield f"{label}: in a layer now"
    for label in sorted({*before.layers} - {*now.layers}):
        yield f"{label}: not in a layer any more"
    if before.bytecode != now.bytecode:
        yield f"bytecode of {now.bytecode} added" if now.bytecode else "bytecode left out"
    if before.packager != now.packager:
        yield "packager format changed"


def explanation(reasons: Mapping[str, Sequence[str]], *, with_unchanged: bool = True) -> list[str]:
    """Write reasons by "system/function" for people; functions with the same ones are told together.

    Functions without any are unchanged, which is told, too, unless it is not asked for.
    """
    alone, groups = short_names(reasons), dict[tuple[str, ...], list[str]]()
    for name, found in sorted(reasons.items()):
        groups.setdefault(tuple(found), []).append(alone[name])
    lines = [line for found, names in groups.items() if found for line in _told(names, found, groups)]
    unchanged = groups.get((), [])
    return [*lines, *wrapped("unchanged: ", unchanged)] if unchanged and with_unchanged else lines


def _told(names: Sequence[str], reasons: Sequence[str], groups: Collection[object]) -> Iterator[str]:
    """Name functions before their first reason; many are counted, and named below unless they are all there are."""
    head = ", ".join(f"`{name}`" for name in names)
    counted = len(names) > 1 and len(f"{head}: {reasons[0]}") > WIDTH
    yield from wrapped_words(f"{functions(len(names)) if counted else head}: {reasons[0]}")
    for reason in reasons[1:]:
        yield from wrapped_words(f"    {reason}")
    if counted and len(groups) > 1:
        yield from wrapped("    of ", names)
