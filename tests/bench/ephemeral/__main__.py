"""Copies that always go: ``python -m tests.bench.ephemeral``.

Two tables, each of an embedded AWS of its own. Copies up and down at once: how the runs ended, and what the account has
besides what it held before. Runs that are killed (-9) with all their processes at five moments: what they left, what
the reaper took once their end was past, and what is left then. Needs what ``bin/setup --test`` makes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.lifecycle.environment import ROOT
from tests.e2e.copies import MOMENTS, CopyRun, Moment
from tests.e2e.environment import Environment
from tests.e2e.everything import everything

from ..progress import tell, working_folder
from ..tables import line, table, write_into

_KILLED = "copy-k"


def main() -> None:
    options = _options()
    with working_folder(options.work) as work:
        tables = [at_once(work / "at-once", options.copies), killed(work / "killed", MOMENTS)]
    markdown = "\n\n".join(tables)
    print(markdown)  # noqa: T201 - the tables are what this program is for
    if options.write:
        write_into(ROOT / "docs/benchmarks.md", "ephemeral", markdown)


def at_once(work: Path, copies: int) -> str:
    """Bring copies up and down at once; a table of what became of each."""
    with account(work) as environment:
        before, start = everything(environment), time.monotonic()
        runs = [
            CopyRun.begin(environment, f"copy-{number}", work / f"copy-{number}", ["true"])
            for number in range(1, copies + 1)
        ]
        codes = [run.end() for run in runs]
        seconds = time.monotonic() - start
        left = everything(environment) - before
    rows = [
        line(["ended well", str(codes.count(0))]),
        line(["failed", str(len(codes) - codes.count(0))]),
        line(["seconds, all of them", f"{seconds:.0f}"]),
        line(["things in the account before", str(len(before))]),
        line(["things left in it", str(len(left))]),
        line(["files of copies left", str(len(files(environment)))]),
    ]
    return table([f"{copies} copies at once", ""], rows)


def killed(work: Path, moments: tuple[Moment, ...]) -> str:
    """Kill a run at each moment, and let the reaper come; a table of what was left."""
    with account(work) as environment:
        rows = [line(_killed_at(environment, moment, work / str(number))) for number, moment in enumerate(moments)]
    return table(["killed", "left by the kill", "said by the reaper", "left by the reaper"], rows)


def _killed_at(environment: Environment, moment: Moment, folder: Path) -> list[str]:
    tell(f"killing a run {moment.name}")
    before = everything(environment)
    run = CopyRun.begin(environment, _KILLED, folder)
    run.wait_for(moment)
    run.kill()
    stacks, things = len(run.stacks()), len(everything(environment) - before)
    environment.run("bin/local", "clock", "+61m")
    told = environment.run("bin/ephemeral", "reap", "--from", environment.name).stdout.splitlines()
    said = next((one.strip() for one in told if _KILLED in one and "removed" in one), "nothing has expired here")
    left = len(everything(environment) - before) + len(files(environment))
    return [moment.name, f"{stacks} stacks, {things} things in all", said, str(left)]


def files(environment: Environment) -> list[Path]:
    """Inventory files of copies."""
    return list(Path(f"{environment.settings['STACKYARD_LOCAL_STATE']}.environments").glob("*"))


@contextmanager
def account(work: Path) -> Iterator[Environment]:
    """An embedded AWS of its own, empty."""
    environment = Environment.embedded(work)
    environment.run("bin/local", "up")
    try:
        yield environment
    finally:
        environment.run("bin/local", "down", check=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=10, help="copies at once (10)")
    parser.add_argument("--work", type=Path, help="a folder to work in and to keep; else a temporary one")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
