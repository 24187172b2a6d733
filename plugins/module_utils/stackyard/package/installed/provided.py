"""Decides whether the runtime's own boto3 will do, so that 22 MB of it need not travel.

Lambda puts boto3 and what it needs beside every Python function, in a version that differs between regions and moves on
without notice. So the version that is known is the least there is: a requirement is met when it takes that version and
whatever follows within its major one. An exact version, or an upper bound, is a wish that only the lock can fulfil.
boto3, botocore and s3transfer travel together or not at all: halves of two versions do not fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..locks.requirements import Lock
from ..locks.wanted import canonical
from .model import Installed

SDK = frozenset({"boto3", "botocore", "s3transfer"})
# The runtime has these, too; they stay behind only where nothing that travels needs them.
_OF_THE_SDK = frozenset({"jmespath", "python-dateutil", "six", "urllib3"})
# botocore has the version numbers of boto3; s3transfer has its own, which nobody writes down.
_NUMBERED_LIKE_BOTO3 = frozenset({"boto3", "botocore"})
_FOLLOWS = "{major}.999999.0"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_NOT_KNOWN = "package_boto3 is pinned, or package_runtime_boto3 does not name this runtime"
_METADATA = ".dist-info/METADATA"


def could_provide(lock: Lock, runtime_version: str) -> bool:
    """Whether the runtime's boto3 may do, as far as the lock says; nothing is installed to know it.

    ``runtime_version`` is the least version that the runtime has; "" when none is known, or none is wanted.
    """
    return bool(SDK & lock.versions.keys()) and not _objection(_asked(lock), runtime_version)


def digest_text(lock: Lock, runtime_version: str) -> str:
    """What a digest has to cover beside the lock: equal texts, equal decisions. Empty where everything travels."""
    if not could_provide(lock, runtime_version):
        return ""
    return f"{runtime_version} {' '.join(sorted(_names(lock.direct) & _OF_THE_SDK))}".strip()


def provided(lock: Lock, installed: Installed, runtime_version: str) -> frozenset[str]:
    """Give the distributions that are left to the runtime, by their normalised names."""
    if not could_provide(lock, runtime_version) or _objection(_required(installed), runtime_version):
        return frozenset()
    there = frozenset(installed.requires)
    needed = set[str]()
    waiting = [*(there - SDK - _OF_THE_SDK), *(_names(lock.direct) & _OF_THE_SDK)]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting.extend(set(installed.requires.get(name, ())) - SDK)
    return (there & SDK) | ((there & _OF_THE_SDK) - needed)


def explain(lock: Lock, installed: Installed, runtime_version: str) -> str:
    """Say in one line what was decided and why; "" for packages without boto3."""
    if not SDK & lock.versions.keys():
        return ""
    left = sorted(provided(lock, installed, runtime_version))
    if left:
        return f"left to the runtime, which has boto3 {runtime_version} or newer: {', '.join(left)}"
    objection = _objection(_asked(lock), runtime_version) or _objection(_required(installed), runtime_version)
    return f"boto3 travels along: {objection}"


def _objection(requirements: Iterable[tuple[str, str]], runtime_version: str) -> str:
    """Say why the runtime's version will not do for ``(who asks, requirement)``; "" when it will."""
    if not runtime_version:
        return _NOT_KNOWN
    for who, requirement in requirements:
        if unmet := _unmet(requirement, runtime_version):
            return f"{who} asks for {requirement.partition(';')[0].strip()}, {unmet}"
    return ""


def _unmet(text: str, runtime_version: str) -> str:
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415  # few locks have boto3

    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        return "which cannot be read"
    if requirement.extras or requirement.url:
        return "which the runtime does not have"
    if canonical(requirement.name) not in _NUMBERED_LIKE_BOTO3:
        return "and nobody says which version the runtime has" if requirement.specifier else ""
    if not requirement.specifier.contains(runtime_version):
        return f"and the runtime may have {runtime_version}"
    follows = _FOLLOWS.format(major=runtime_version.partition(".")[0])
    return "" if requirement.specifier.contains(follows) else "and the runtime's version moves on by itself"


def _asked(lock: Lock) -> Iterator[tuple[str, str]]:
    for requirement in (*lock.direct, *lock.constraints):
        if _name(requirement) in SDK:
            yield "the function", requirement


def _required(installed: Installed) -> Iterator[tuple[str, str]]:
    """Give what distributions that travel ask of the SDK."""
    from importlib.metadata import Distribution  # noqa: PLC0415 - most runs install nothing, and need no mail parser

    asking = {name for name, required in installed.requires.items() if name not in SDK and SDK & {*required}}
    for file in installed.files:
        if file.distribution in asking and file.entry.name.endswith(_METADATA):
            for requirement in Distribution.at(file.entry.path.parent).requires or ():
                if _name(requirement) in SDK:
                    yield file.distribution, requirement


def _names(requirements: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_name, requirements))


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    return canonical(found.group()) if found else ""
