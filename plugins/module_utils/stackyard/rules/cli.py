"""``bin/lint``: its arguments, and what it prints."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import StackyardError
from ..outcome import outcome
from ..target import ROOT, Target
from .catalogue import all_rules
from .environment import lint_environment
from .findings import Finding
from .lint import REGIONS, Looked, existing, lint_repository
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
    looked = _lint(options.words)
    return (as_json(looked) if options.json else as_text(looked)), 1 if looked.findings else 0


def _lint(words: Sequence[str]) -> Looked:
    environments = [word for word in words if "/" not in word and "." not in word and not (ROOT / word).exists()]
    regions = sorted({Target.load(name).region for name in environments}) or REGIONS
    caller = Path(os.environ.get("STACKYARD_CALLER", ROOT))
    looked = lint_repository(ROOT, regions, existing((word for word in words if word not in environments), caller))
    together = [found for name in environments for found in lint_environment(ROOT, name)]
    return replace(looked, findings=tuple(sorted({*looked.findings, *together})))


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


def as_text(looked: Looked) -> str:
    """Findings, in the order of their places, and a closing line."""
    errors = sum(finding.level == "error" for finding in looked.findings)
    lines = [str(finding) for finding in looked.findings]
    seen = f"{looked.templates} templates and {looked.sources} sources"
    closing = (
        f"{seen}: {errors} errors, {len(looked.findings) - errors} warnings" if lines else f"{seen}: nothing found"
    )
    return "\n".join([*lines, closing]) + "\n"


def as_json(looked: Looked) -> str:
    """For programs: ``{"templates": 7, "sources": 300, "findings": [{file, line, rule, level, message, ...}]}``."""
    document = {
        "templates": looked.templates,
        "sources": looked.sources,
        "findings": [Finding.as_dict(finding) for finding in looked.findings],
    }
    return json.dumps(document, indent=2) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
