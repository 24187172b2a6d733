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
from ..compose.handler_names import binds
from ..compose.model import ComposedFunction
from ..errors import StackyardError
from ..files import read_text, relative
from ..package.archive import write_zip
from ..package.bucket import ArtifactBucket, Held, hot_note
from ..package.contents import FunctionContent
from ..package.environment_bucket import NoBucketYet, artifact_bucket
from ..package.model import Artifact
from ..package.pipeline import Packager
from ..refusals import explain, explaining
from ..target import Target
from .deployed import DeployedFunction, deployed_functions
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

    def read(self, function: ComposedFunction) -> FunctionContent:
        """Read what a function is made of now, as far as it would start. Raises ``StackyardError``."""
        folder, root = Path(function.folder), self.packager.root
        if not folder.is_dir():
            raise StackyardError(
                f"{relative(folder, root)}: the folder is gone", remedy="run bin/deploy, which removes the function"
            )
        try:
            content = self.packager.contents(self._held).of(function, self.packager.settings.platform)
        except OSError as error:  # a file that came and went
            raise StackyardError(
                f"{relative(folder, root)}: was changed while it was read", given=str(error), remedy="save it again"
            ) from None
        self._check_handler(content)
        return content

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

    def _explained(self, error: Any, function: DeployedFunction) -> StackyardError:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] in _GONE:
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

    def _check_handler(self, content: FunctionContent) -> None:
        """Refuse code without its handler: an editor may be between removing the file and writing it anew."""
        function, root = content.function, self.packager.root
        module, _, name = function.handler.rpartition(".")
        path = Path(function.folder) / f"{module}.py"
        place = relative(path, root)
        if not binds(name, read_text(path, root), place, content.platform.runtime, root):
            given, remedy = f"Handler: {function.handler}", f"write `def {name}(event, context):` in it"
            raise StackyardError(f"{place}: has no function {name}", given=given, remedy=remedy)
