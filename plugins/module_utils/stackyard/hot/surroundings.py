"""Gives a session what it needs of the repository and of the account: sources, plans, turns, and Lambda itself."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from ..compose import compose
from ..errors import StackyardError
from ..package.artifacts.archive import unwritable, write_zip
from ..package.bucket.artifact_bucket import ArtifactBucket, Held, hot_note
from ..package.bucket.environment_bucket import NoBucketYet, artifact_bucket
from ..package.model import Artifact
from ..package.pipeline import Packager
from ..refusals import code_of, explain, explaining
from ..target import Target
from .deployed import DeployedFunction, deployed_functions
from .reader import Reader
from .session import GoneError, Situation
from .turns import our_turn
from .update import send_code, wait_until_updated

# Somebody waits for the answer: what does not work is told after seconds, and tried again at the next save.
_QUICK = Config(retries={"mode": "standard", "max_attempts": 3}, connect_timeout=3, read_timeout=60)
_GONE = frozenset({"ResourceNotFoundException", "NoSuchBucket"})


@dataclass
class AccountAndSources:
    """One environment: ``systems`` are followed, of them only the functions that ``only`` names, if it names any.

    ``lock`` is the file that deployments hold; ``tell`` takes lines for people.
    """

    target: Target
    packager: Packager
    systems: Sequence[str]
    only: frozenset[str]
    lock: Path
    tell: Callable[[str], None]
    _mark: str = ""
    _held: Held = field(default_factory=Held)
    _bucket: ArtifactBucket | None = None

    def __post_init__(self) -> None:
        self._lambda = self.target.client("lambda", config=_QUICK)
        self._s3 = self.target.client("s3", config=_QUICK)

    def situation(self) -> Situation:
        """Compose, plan, and read what is deployed. Raises ``StackyardError``, also when nothing is deployed."""
        root, environment = self.packager.root, self.target.environment
        with explaining(self.target):
            self._bucket = self._found_bucket()
            self._held = self._bucket.held() or Held()
            composed = [compose(root, name, environment, self.packager.build_dir) for name in self.systems]
            plans = self.packager.plan(composed, self._held)
            deployed = deployed_functions(self.target, self.target.client("cloudformation"), composed)
        chosen = tuple(plan for plan in plans if not self.only or plan.name in self.only)
        return Situation(chosen, deployed, self._held.hot)

    def reader(self) -> Reader:
        """Give what reads functions as they are at this moment."""
        settings = self.packager.settings
        return Reader(self.packager.root, lambda: self.packager.contents(self._held), settings.platform)

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Keep deployments out, and tell whether there was one since the last turn."""
        with our_turn(self.lock, self.tell) as mark:
            before, self._mark = self._mark, mark
            yield before not in ("", mark)

    def update(self, function: DeployedFunction, code: Artifact) -> None:
        """Give a function other code, noted in the bucket before: an update that nobody knows of would stay.

        Raises ``GoneError`` when function or bucket is not there any more, ``StackyardError`` for every other fault.
        """
        assert self._bucket  # noqa: S101 - a situation comes first
        try:
            with tempfile.TemporaryDirectory(prefix="stackyard-") as folder:
                archive = Path(folder) / "code.zip"
                write_zip(code.entries(), archive)
                self._bucket.note(hot_note(function.label))
                send_code(self._lambda, self._bucket, function.physical_name, archive, code.key)
            if not self.target.embedded:  # the embedded AWS runs new code at once, and says so only half a second later
                wait_until_updated(self._lambda, function.physical_name)
        except (BotoCoreError, ClientError, ResponseParserError) as error:
            raise self._explained(error, function) from error
        except OSError as error:
            raise unwritable(error, Path(tempfile.gettempdir()) / "code.zip") from None

    def _explained(self, error: Any, function: DeployedFunction) -> StackyardError:
        if isinstance(error, ClientError) and code_of(error) in _GONE:
            remedy = f"run bin/deploy {self.target.environment}"
            return GoneError("is not deployed any more", given=function.physical_name, remedy=remedy)
        return explain(error, self.target)

    def _found_bucket(self) -> ArtifactBucket:
        try:
            return ArtifactBucket(self._s3, artifact_bucket(self.target).name)
        except NoBucketYet as reason:
            remedy = f"run bin/deploy {self.target.environment}"
            raise StackyardError(
                "nothing is deployed that could be updated", given=str(reason), remedy=remedy
            ) from None
