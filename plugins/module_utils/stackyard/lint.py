"""Runs cfn-lint over composed templates, once per content and region: so a second deploy need not wait.

The kit's own rules (``rules/``) run with it. It takes a second to start, and a fifth of one for a template of twenty
resources: ``lint_ahead`` begins while others still do something else.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import botocore.session
from botocore.exceptions import UnknownRegionError

from .errors import StackyardError
from .rules.digest import APPENDED, digest
from .text.words import counted

Run = Callable[[Sequence[str]], str]

_OF_PARTITIONS = "E91"  # rules about what some partition lacks, or names otherwise
_PARTITION_OF_ALL_FEATURES = "aws"


@dataclass(frozen=True)
class Finding:
    """One line of cfn-lint's report."""

    path: str
    line: int
    rule: str
    level: str  # Error, Warning or Informational
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule} {self.message}"


@dataclass(frozen=True)
class Lint:
    """What was looked at now, and what was found there short of an error."""

    checked: tuple[str, ...]
    warnings: tuple[Finding, ...]


def run_cfn_lint(arguments: Sequence[str]) -> str:
    """Run cfn-lint of this environment; its standard output. Raises ``StackyardError`` when it does not run at all."""
    command = [str(Path(sys.executable).with_name("cfn-lint")), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise StackyardError("cfn-lint does not run", given=done.stderr.strip()[-400:], remedy="bin/setup")
    return done.stdout


def lint_templates(paths: Sequence[Path], region: str, folder: Path, run: Run = run_cfn_lint) -> Lint:
    """Check templates for a region; those found good before are skipped, as marks in ``folder`` say.

    Raises ``StackyardError`` with every error found.
    """
    fresh = fresh_templates(paths, region, folder)
    if not fresh:
        return Lint((), ())
    answer = run(["--format", "json", "--regions", region, *APPENDED, "--", *map(str, fresh)])
    findings = [finding_of(item) for item in json.loads(answer)]
    errors = [finding for finding in findings if finding.level == "Error" and not _breaks_elsewhere(finding, region)]
    if errors:
        raise StackyardError(
            f"cfn-lint finds {counted(len(errors), 'error')} in the templates for {region}",
            given="\n    ".join(["", *map(str, errors)]),
            remedy="mend the fragment or frame that the resource comes from, then run the same command again",
        )
    remember(fresh.values())
    return Lint(tuple(map(str, fresh)), tuple(findings))


def _breaks_elsewhere(finding: Finding, region: str) -> bool:
    """Whether a template is told only what it lacks in other partitions: that stops no deploy to this one."""
    return finding.rule.startswith(_OF_PARTITIONS) and partition_of(region) == _PARTITION_OF_ALL_FEATURES


def partition_of(region: str) -> str:
    """The partition of a region, by botocore's data; one of a region that it does not know is not known either."""
    with suppress(UnknownRegionError):
        return str(botocore.session.Session().get_partition_for_region(region))
    return ""


def fresh_templates(paths: Iterable[Path], region: str, folder: Path) -> dict[Path, Path]:
    """Templates that are not known to be good, each with the mark that will say so."""
    marks = {path: mark_of(path, region, folder) for path in paths}
    return {path: mark for path, mark in marks.items() if not mark.exists()}


def mark_of(path: Path, region: str, folder: Path) -> Path:
    """The empty file that says: this content was found good, for this region, by this cfn-lint and these rules."""
    content = path.read_bytes() + f"\0{region}\0{_version()}\0{digest()}".encode()
    return folder / "lint" / hashlib.sha256(content).hexdigest()


def remember(marks: Iterable[Path]) -> None:
    """Make the marks."""
    for mark in marks:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()


def finding_of(item: dict[str, Any]) -> Finding:
    """Read one entry of cfn-lint's JSON report."""
    return Finding(
        path=item["Filename"],
        line=item["Location"]["Start"]["LineNumber"],
        rule=item["Rule"]["Id"],
        level=item["Level"],
        message=item["Message"],
    )


@cache
def _version() -> str:
    return version("cfn-lint")
