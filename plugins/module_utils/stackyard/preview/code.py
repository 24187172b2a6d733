"""Which functions get other code, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .model import StackPreview

_PATH = "Code.S3Key"
KNOWN_CONTENT = "other content than is deployed, packaged before"


def code_changes(
    stacks: Iterable[StackPreview], reasons: Mapping[str, Sequence[str]], artifacts: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Give the reasons by function; one whose artifact was there already is known by its new key in a template."""
    found = {name: tuple(told) for name, told in reasons.items() if told}
    for key in (new for stack in stacks for new in _new_keys(stack)):
        if key in artifacts:
            found.setdefault(artifacts[key], (KNOWN_CONTENT,))
    return dict(sorted(found.items()))


def _new_keys(stack: StackPreview) -> list[str]:
    return [change.after for one in stack.resources for change in one.properties if change.path == _PATH]
