"""This kit's deployments against others': ``python -m tests.bench.deploying``.

Eight stacks of twenty resources (``system.py``), each tool with an embedded AWS of its own behind a proxy that keeps
every call for 80 ms: the first deployment, one without any change, one of a changed stack. Tools take turns; printed
are Markdown tables of medians. Needs what ``bin/setup --test`` makes; five rounds take a quarter of an hour. What is
measured of this kit is what is committed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from embedded.lifecycle.environment import ROOT

from ..progress import tell, working_folder
from ..tables import write_into
from .arena import SIDES, arena
from .comparison import CASES, Comparison


def main() -> None:
    options = _options()
    with working_folder(options.work) as work, arena(work, tuple(options.side), options.latency / 1000) as sides:
        comparison = Comparison(sides, options.rounds, tell)
        try:
            comparison.run(options.case)
        finally:  # what was measured is worth showing even when the last case failed
            print(comparison.tables.markdown())  # noqa: T201 - the tables are what this program is for
        single = json.dumps([row.plain() for row in comparison.tables.rows], indent=1)
        (work / "measurements.json").write_text(single, encoding="utf-8")
    if options.write:
        write_into(ROOT / "docs/benchmarks.md", "deploying", comparison.tables.markdown())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each side (5)")
    parser.add_argument("--latency", type=float, default=80, help="milliseconds that each call takes longer (80)")
    parser.add_argument("--case", nargs="+", choices=CASES, default=list(CASES), help="only these (all)")
    parser.add_argument("--side", nargs="+", choices=SIDES, default=list(SIDES), help="only these (all)")
    parser.add_argument("--work", type=Path, help="a folder to work in and to keep; else a temporary one")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds: one or more")
    if options.write and (set(options.case), set(options.side)) != (set(CASES), set(SIDES)):
        parser.error("--write: tables are kept whole, so it goes with neither --case nor --side")
    return options


if __name__ == "__main__":
    main()
