"""The account that copies of an environment are made in: what time it has, and which copies are there.

On the embedded AWS that is a process of this machine, which is started where it is needed.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..preflight import is_placeholder
from ..refusals import explaining
from ..sweep.survey import Found, Survey, survey
from ..target import Target


@dataclass(frozen=True)
class Account:
    """The account and region of an environment."""

    target: Target

    @classmethod
    def of(cls, environment: str) -> Account:
        """Give the account of an environment. Raises ``StackyardError`` where its settings are not filled in."""
        target = Target.load(environment)
        if is_placeholder(target.account):
            raise StackyardError(
                f"environment {environment} is not filled in yet",
                given=f"aws_account_id: {target.account}",
                remedy="put your own values into its group_vars; --from local, the default, needs none",
            )
        return cls(target)

    def start(self, root: Path) -> None:
        """Start the embedded AWS where that is the account. Raises ``StackyardError`` where it does not start."""
        if not self.target.embedded:
            return
        settings = {**os.environ, "STACKYARD_LOCAL_PARTITION": self.target.partition}
        done = subprocess.run(
            [str(root / "bin/local"), "up"], env=settings, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise StackyardError("the embedded AWS does not start", given=done.stderr.strip(), remedy="bin/local logs")

    def now(self) -> datetime:
        """What time it is there. Raises ``StackyardError`` where that cannot be asked."""
        with explaining(self.target):
            return self.target.now()

    def survey(self) -> Survey:
        """All environments that are there. Raises ``StackyardError``."""
        with explaining(self.target):
            return survey(self.workshop(), self.target.prefix.removesuffix(self.target.environment))

    def workshop(self) -> Workshop:
        """What looks at the account."""
        return Workshop(self.target, self.target.client("cloudformation"), s3=self.target.client("s3"))


def copies(there: Survey) -> list[Found]:
    """Those environments of an account that end."""
    return [found for found in there.environments if found.ephemeral]
