"""Follows saves until somebody ends it, and says what came of each; what only a deployment brings is named, too."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent

from ..compose.function_folders import LAMBDAS
from ..compose.sources import FRAGMENT, OPENAPI, SHARED
from ..files import relative
from .session import HotSession, Outcome

_DEPLOYED_ONLY = frozenset({FRAGMENT, OPENAPI, "requirements.in", "requirements.txt"})
_TEMPLATES, _DEFINITION = "templates", ".asl.json"
_LISTED = 5


@dataclass
class Following:
    """One session and the repository at ``root`` that its functions lie in; ``tell`` takes lines for people.

    ``whole`` is whether all functions of its systems are followed, so that any other folder there is a new one.
    """

    session: HotSession
    root: Path
    environment: str
    tell: Callable[[str], None]
    whole: bool = True
    _named: set[str] = field(default_factory=set)

    def begun(self) -> None:
        """Say what is followed, and where files and account differ already."""
        labels, hot = self.session.labels, self._hot
        different = [label for label in self.session.different if label not in hot]
        self.tell(
            f"watching {len(labels)} function{'s' if len(labels) != 1 else ''} for {self.environment}, till Ctrl-C"
        )
        for text, names in (
            (f"not deployed yet, bin/deploy {self.environment} brings it", self.session.missing),
            ("was updated in place before", hot),
            ("not as it is deployed, saving it updates it", different),
        ):
            if names:
                self.tell(f"{listed(names)}: {text}")

    def follow(self, saves: Iterable[Collection[Path]]) -> None:
        """Bring each burst of saved paths to the functions that it changed."""
        for saved in saves:
            if saved:
                began = time.monotonic()
                for outcome in self.session.sync(saved):
                    self.tell(_told(outcome, time.monotonic() - began))
                self._name(saved)

    def ended(self) -> str:
        """Say at the end what the account runs now that no deployment knows of."""
        if not self._hot:
            return "ended; nothing is left that was updated in place"
        return f"ended; updated in place: {listed(self._hot)}; bin/deploy {self.environment} puts everything in order"

    @property
    def _hot(self) -> list[str]:
        return [label for label in self.session.labels if label in self.session.hot]

    def _name(self, saved: Iterable[Path]) -> None:
        """Name what needs a deployment, each file and folder once."""
        names = {name for path in saved for name in [self._deployed_only(path)] if name} - self._named
        self._named |= names
        if names:
            self.tell(f"{listed(sorted(names))} changed: bin/deploy {self.environment} brings that")

    def _deployed_only(self, path: Path) -> str:
        """Give the file, or the folder of a function that is not followed, that only a deployment brings; or ""."""
        name, parts = relative(path, self.root), path.relative_to(self.root).parts
        if parts[0] == _TEMPLATES:
            return name
        if len(parts) < 3 or SHARED in parts[1:3]:  # noqa: PLR2004 - lambdas, system, function
            return ""
        if "/".join(parts[1:3]) not in self.session.labels:
            return "/".join(parts[:3]) if self.whole and self.root.joinpath(*parts[:3]).is_dir() else ""
        return name if path.name in _DEPLOYED_ONLY or name.endswith(_DEFINITION) else ""


def watched_folders(root: Path, systems: Iterable[str]) -> list[Path]:
    """Give the folders below which everything lies that systems are made of."""
    places = [root / kind / system for system in systems for kind in (LAMBDAS, _TEMPLATES)]
    return [place for place in [*places, root / LAMBDAS / SHARED] if place.is_dir()]


def listed(names: Collection[str]) -> str:
    """Write some names, many of them shortened."""
    shown = list(names)[:_LISTED]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _told(outcome: Outcome, seconds: float) -> str:
    names = listed(outcome.labels)
    if not outcome.error:
        return f"{names}: {outcome.text} ({seconds * 1000:.0f} ms)"
    head = f"{names}: the old code stays" if names else "what a deployment changed cannot be read yet"
    return f"{head}\n{indent(str(outcome.error), '  ')}"
