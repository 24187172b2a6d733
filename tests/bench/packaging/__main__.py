"""This kit's packager against SAM's: ``python -m tests.bench.packaging``.

Generates a project of 51 functions in this kit's form and in SAM's, packages both again and again, in turn, onto
embedded AWSes of their own, and prints Markdown tables of medians: a cold start, nothing changed, one handler changed,
one dependency bumped; bytes and AWS calls; growth to four times as many functions; memory; cold starts of what was
packaged. Needs what ``bin/setup --test`` makes, and a package index; takes about an hour. Every part can be asked for
alone (``--case``).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..progress import tell, working_folder
from ..tables import write_into
from .arena import arena, python_with_pip, warm_wheel_caches
from .comparison import CASES, Comparison
from .functions import POWERTOOLS_VERSIONS, functions
from .kit_form import ROOT

_GROWN = 4


def main() -> None:
    options = _options()
    comparison = Comparison(options.rounds, options.starts, tell)
    try:
        with working_folder(options.work) as work:
            _measure(comparison, options, work)
    finally:  # an hour's measurements are worth showing even when the last one failed
        print(comparison.tables.markdown())  # noqa: T201 - the tables are what this program is for
    if options.write:
        write_into(ROOT / "docs/benchmarks.md", "packaging", comparison.tables.markdown())


def _measure(comparison: Comparison, options: argparse.Namespace, work: Path) -> None:
    python = python_with_pip(work)
    warm_wheel_caches(work, python)
    if set(options.case) - {"growth"}:
        with arena(work / str(options.functions), functions(options.functions), python, tell) as place:
            comparison.compare(place, options.case)
    if "growth" in options.case:
        for size in (options.functions, options.functions * _GROWN):
            with arena(work / str(size), functions(size), python, tell) as place:
                comparison.grow(place)
    single = json.dumps([row.plain() for row in comparison.tables.rows], indent=1)
    (work / "measurements.json").write_text(single, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--functions", type=int, default=51, help="functions of the project (51)")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each side (5)")
    parser.add_argument("--starts", type=int, default=15, help="cold starts of each side (15)")
    parser.add_argument("--case", nargs="+", choices=CASES, default=list(CASES), help="only these (all)")
    parser.add_argument("--work", type=Path, help="a folder to work in and to keep; else a temporary one")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args()
    if not 1 <= options.rounds < len(POWERTOOLS_VERSIONS):
        parser.error(f"--rounds: 1 to {len(POWERTOOLS_VERSIONS) - 1}, since every bump needs a version of its own")
    return options


if __name__ == "__main__":
    main()
