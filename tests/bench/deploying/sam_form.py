"""The system as SAM deploys it: ``sam deploy``, one stack after the other.

What a stack takes from those before it is looked up by the benchmark, at no cost to SAM: how people hand it on differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..running import Cost, Shell
from .system import SYSTEM, Stack, stacks


@dataclass(frozen=True)
class SamProject:
    """``sam deploy``; ``shell`` stands in the templates' folder, ``cloudformation`` is a client that nobody counts."""

    shell: Shell
    sam: Path
    cloudformation: Any

    def write(self) -> None:
        """Write the templates."""
        self.shell.folder.mkdir(parents=True, exist_ok=True)
        self.edit(0)

    def edit(self, revision: int) -> None:
        """Change one stack."""
        for one in stacks(revision):
            (self.shell.folder / f"{one.name}.yaml").write_text(one.text, encoding="utf-8")

    def deploy(self) -> Cost:
        """Deploy everything."""
        return sum((self._deploy(one) for one in stacks()), Cost())

    def forget(self) -> None:
        """Do nothing: it keeps nothing."""

    def _deploy(self, one: Stack) -> Cost:
        values = [f"{name}={self._output(*source)}" for name, source in one.parameters.items()]
        return self.shell.run(
            str(self.sam), "deploy", "--template-file", f"{one.name}.yaml", "--stack-name", f"{SYSTEM}-{one.name}",
            "--no-confirm-changeset", "--no-fail-on-empty-changeset", "--capabilities", "CAPABILITY_NAMED_IAM",
            "--tags", f"system={SYSTEM}", *(["--parameter-overrides", *values] if values else []),
        )  # fmt: skip

    def _output(self, stack: str, name: str) -> str:
        found = self.cloudformation.describe_stacks(StackName=f"{SYSTEM}-{stack}")["Stacks"][0]["Outputs"]
        return next(str(one["OutputValue"]) for one in found if one["OutputKey"] == name)
