"""Print the table of planted faults: what was planted, where, which rules tell it, and what cfn-lint says by itself."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .catching import Caught, caught_by_cfn_lint, found_in_source, shipped
from .faults import all_faults, all_source_faults
from .planting import Fault

_REGIONS = ("eu-central-1", "cn-north-1")


def main() -> int:
    """Print the table; exit code 1 when a fault is not caught."""
    with tempfile.TemporaryDirectory() as folder:
        templates = shipped(Path(folder, "composed"))
        rows = list(caught_by_cfn_lint(all_faults(), templates, Path(folder), _REGIONS))
    rows += [Caught(fault, tuple(sorted(found_in_source(fault)))) for fault in all_source_faults()]
    sys.stdout.write(table(rows))
    return int(not all(row.is_caught for row in rows))


def table(rows: Sequence[Caught]) -> str:
    """Write the rows as Markdown, and a closing line."""
    lines = ["| planted | in | caught by | plain cfn-lint |", "|---|---|---|---|"]
    lines += [
        f"| {row.fault.what} | {row.fault.place} | {', '.join(row.kit) if row.is_caught else 'NOT CAUGHT'} "
        f"| {', '.join(row.cfn_lint) or ('nothing' if isinstance(row.fault, Fault) else 'reads no such file')} |"
        for row in rows
    ]
    caught, alone = sum(row.is_caught for row in rows), sum(bool(row.cfn_lint) for row in rows)
    lines += ["", f"{len(rows)} planted, {caught} caught; plain cfn-lint says something new of {alone}."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
