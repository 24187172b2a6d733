"""``bin/lint``: its arguments, and what it prints."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import StackyardError
from ..outcome import outcome
from ..settings.environment import known_environments
from ..target import ROOT, Target
from ..text.words import counted
from .catalogue import all_rules
from .environment import Compared, lint_environment, lint_environments
from .findings import Finding
from .lint import REGIONS, Looked, existing, has_stacks, is_within, lint_repository
from .rule import PAGES


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is found; exit code 0 with nothing, 1 with findings, 2 when it could not be looked."""
    parser = argparse.ArgumentParser(prog="bin/lint", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="ENVIRONMENT or PATH")
    parser.add_argument("--json", action="store_true", help="findings as JSON")
    parser.add_argument("--list", action="store_true", help="the kit's rules, a line each")
    parser.add_argument("--explain", metavar="ID", help="the page of a rule")
    options = parser.parse_args(arguments)

    def tell() -> int:
        text, code = _answer(options)
        sys.stdout.write(text)
        return code

    return outcome(tell, failed=2)


def _answer(options: argparse.Namespace) -> tuple[str, int]:
    """Give what is to be printed, and the exit code."""
    if options.list:
        return listed(), 0
    if options.explain:
        return explained(options.explain), 0
    looked, compared = _lint(options.words)
    text = as_json(looked, compared) if options.json else as_text(looked, compared)
    return text, 1 if looked.findings else 0


def _lint(words: Sequence[str]) -> tuple[Looked, Compared]:
    if not all(words):  # as a path it would be everything
        remedy = "name environments or paths, or none of both; your shell may have made it empty"
        raise StackyardError("an empty name says nothing of what is to be looked at", given="''", remedy=remedy)
    environments = [word for word in words if "/" not in word and "." not in word and not (ROOT / word).exists()]
    regions = sorted({Target.load(name).region for name in environments}) or REGIONS
    caller = Path(os.environ.get("STACKYARD_CALLER", ROOT))
    paths = existing((word for word in words if word not in environments), caller)
    looked = lint_repository(ROOT, regions, paths)
    compared = _compared(environments, paths)
    together = {found for found in compared.findings if not paths or is_within(ROOT / found.file, paths)}
    return replace(looked, findings=tuple(sorted({*looked.findings, *together}))), compared


def _compared(environments: Sequence[str], paths: Sequence[Path]) -> Compared:
    """Compare stacks with each other in the environments that are named, else in all that the inventory declares."""
    if paths and not has_stacks(ROOT, paths):
        return Compared()
    compared = lint_environments(ROOT, environments or known_environments(ROOT))
    for name in environments:
        if name in compared.left_out:
            lint_environment(ROOT, name)  # who names it is told what is wrong with it, as an error
    return compared


def listed() -> str:
    """The rules of the kit, a line each."""
    return "".join(f"{rule.id}  {rule.shortdesc}\n" for rule in all_rules())


def explained(asked: str) -> str:
    """The page of a rule; raises ``StackyardError`` for an id that is none of the kit's."""
    known = [rule.id for rule in all_rules()]
    if asked.upper() not in known:
        remedy = "bin/lint --list names the kit's rules; cfn-lint --list-rules those of cfn-lint"
        raise StackyardError("the kit has no such rule", given=asked, remedy=remedy)
    return (ROOT / PAGES / f"{asked.upper()}.md").read_text(encoding="utf-8")


def as_text(looked: Looked, compared: Compared | None = None) -> str:
    """Findings, in the order of their places, and closing lines: what was looked at, and what was compared."""
    errors = sum(finding.level == "error" for finding in looked.findings)
    warnings = len(looked.findings) - errors
    lines = [str(finding) for finding in looked.findings]
    found = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}" if lines else "nothing found"
    closing = f"{counted(looked.templates, 'template')} and {counted(looked.sources, 'source')}: {found}"
    return "\n".join([*lines, closing, *_compared_in_words(compared or Compared())]) + "\n"


def _compared_in_words(compared: Compared) -> Iterator[str]:
    if compared.environments:
        yield f"queues compared with functions of all stacks, as set in {', '.join(compared.environments)}"
    for name in compared.unlisted:
        yield f"templates/{name}: no deployment looks at it; group_vars/all/systems.yml lists what is deployed"
    for name, problem in compared.left_out.items():
        yield f"not compared in {name}: {problem}"


def as_json(looked: Looked, compared: Compared | None = None) -> str:
    """For programs: ``{"templates": 7, "sources": 300, "findings": [{file, line, rule, level, message, ...}]}``.

    ``compared`` are the environments whose stacks were compared with each other, ``not_compared`` others, with reasons;
    ``unlisted`` are systems with templates that none of them deploys.
    """
    together = compared or Compared()
    document = {
        "templates": looked.templates,
        "sources": looked.sources,
        "compared": list(together.environments),
        "not_compared": dict(together.left_out),
        "unlisted": list(together.unlisted),
        "findings": [Finding.as_dict(finding) for finding in looked.findings],
    }
    return json.dumps(document, indent=2) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
