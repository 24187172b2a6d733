"""One function's packages as they travel: the lock, the platform, and what is left out of what was installed.

The digest is made of what was asked for, never of what an installation gave, so a machine that has installed nothing
knows whether the bucket holds the artifact. Sizes decide what becomes a layer; one that another machine found out
stands in the bucket's listing, and only what nobody ever measured is installed for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..left_out.patterns import Patterns
from ..locks.requirements import Lock
from ..model import FORMAT, Entry, PackageSet, Platform
from .cache import DependencyCache
from .provided import SDK, could_provide, digest_text, provided


@dataclass(frozen=True)
class DependencySet:
    """The packages of ``lock`` on ``platform``, without what ``patterns`` and the kit's rules leave out.

    ``runtime_boto3`` is the version of boto3 that the runtime brings, "" when functions bring their own. ``measured``
    holds unpacked bytes by digest, as far as they are known without an installation.
    """

    lock: Lock
    platform: Platform
    patterns: Patterns
    runtime_boto3: str
    cache: DependencyCache = field(compare=False, repr=False)
    measured: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that decides what travels, as hexadecimal digits."""
        place = (self.platform.runtime, self.platform.wheels)
        made = (FORMAT, self.lock.digest, *place, self.patterns.digest_text, digest_text(self.lock, self.runtime_boto3))
        return hashlib.sha256("\n".join(made).encode()).hexdigest()

    @property
    def may_leave_boto3(self) -> bool:
        """Whether the runtime's own boto3 is good enough for what is asked for."""
        return could_provide(self.lock, self.runtime_boto3)

    @property
    def left_to_runtime(self) -> frozenset[str]:
        """The packages that the runtime brings; before they are installed, as far as the lock tells."""
        if not self.may_leave_boto3:
            return frozenset()
        if not self.cache.has(self.lock, self.platform):
            return SDK & self.lock.versions.keys()
        return provided(self.lock, self.cache.get(self.lock, self.platform), self.runtime_boto3)

    @property
    def label(self) -> str:
        """What people call the set: "aws-lambda-powertools, pyjwt"."""
        return self.lock.label

    @property
    def is_measured(self) -> bool:
        """Whether the size is known without an installation."""
        return self.digest in self.measured or self.cache.has(self.lock, self.platform)

    def renew(self) -> None:
        """Install again what was found damaged."""
        self.cache.discard(self.lock, self.platform)
        self.cache.get(self.lock, self.platform)

    def entries(self) -> tuple[Entry, ...]:
        """Give the files that travel; installs what the cache does not hold. Raises ``StackyardError``."""
        return self._entries

    def unpacked_bytes(self) -> int:
        """Give the size of the files that travel; installs only what nobody ever measured, as ``entries``."""
        known = self.measured.get(self.digest)
        return sum(entry.size for entry in self._entries) if known is None else known

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        installed = self.cache.get(self.lock, self.platform)
        gone = provided(self.lock, installed, self.runtime_boto3)
        return tuple(
            one.entry
            for one in installed.files
            if one.distribution not in gone and self.patterns.keeps(one.entry.name, one.left_out)
        )


def distinct_sets(given: Iterable[PackageSet | None]) -> list[DependencySet]:
    """Give the sets among ``given``, each once."""
    return list({one.digest: one for one in given if isinstance(one, DependencySet)}.values())
