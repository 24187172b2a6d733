"""What gearbox makes of many files at once: ``python -m tests.bench.gearbox [--files 1000 10000] [--write]``.

For each number of files an embedded AWS of its own: gearbox is deployed, the files are put by 16 threads (valid,
truncated, empty, misnamed and hostile ones, under hostile names; of a thousand and more one is sparse and has 2 GB).
When nothing is under way any more, every record is held against what had to come of its file, and the table against
the bucket, the API's list and its statistics. Prints Markdown tables; ends with 1 and says what is wrong when anything
is. Linux only. The sparse file needs 4 GB of disk beside what the others take.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from gearbox.catalogue.record import FileRecord
from stackyard.target import ROOT

from tests.gearbox_files import GIB, generate
from tests.gearbox_files.outcomes import compared

from ..progress import tell
from ..tables import line, table, write_into
from .arena import deployed, miscounted
from .load import Load
from .memory import Peaks, watched

MOST_MB = 256  # of extract: its process and the worker in which it examines files
_SHOWN = 20  # lines of what is wrong
_LEAST_CALLS = 100  # a permission that was asked for less often is no matter of load


@dataclass(frozen=True)
class Figures:
    """What one number of files gave. Seconds count from the first put; ``wrong`` says what is not as it has to be."""

    files: int
    bytes: int
    put_seconds: float
    sparse_seconds: float
    all_seconds: float
    records: Mapping[str, FileRecord]
    calls: Counter[str]
    peaks: Peaks
    wrong: Sequence[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, nargs="+", default=[1_000, 10_000], help="how many (1000 10000)")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--sparse-gb", type=int, default=2, help="size of the sparse one (2); 0 for none")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args()
    found = [measured(count, options.seed, options.sparse_gb * GIB) for count in options.files]
    text = report(found)
    print(text)  # noqa: T201  # the report
    if wrong := [f"{one.files:,} files: {what}" for one in found for what in one.wrong]:
        sys.exit("\n".join([f"{len(wrong)} things are wrong", *wrong[:_SHOWN]]))
    if options.write:
        write_into(ROOT / "docs/benchmarks.md", "gearbox", text)


def measured(files: int, seed: int, sparse_bytes: int) -> Figures:
    """Put so many files into a new environment, wait until all is done, and look at everything."""
    with tempfile.TemporaryDirectory() as folder, deployed(Path(folder)) as arena:
        load = Load(arena.s3, arena.outputs["InboxBucketName"], generate(files, seed, sparse_bytes))
        before = arena.stats()
        arena.forget_calls()
        begun, moment = time.monotonic(), time.time()
        with watched(arena.function("ExtractFunction"), arena.environment.target.endpoint_url, arena.server) as peaks:
            load.put_all()
            tell(f"{files:,} files are put after {time.monotonic() - begun:.1f} s")
            arena.wait(files)
        calls, records = arena.calls(), arena.records()
        last = max(datetime.fromisoformat(record.finished_at).timestamp() for record in records.values())
        tell(f"{files:,} files are done after {last - moment:.1f} s")
        return Figures(
            files,
            sum(outcome.size for outcome in load.outcomes.values()),
            load.put_at - begun,
            load.sparse_seconds,
            last - moment,
            records,
            calls,
            peaks,
            [*compared(load.outcomes, records), *miscounted(arena, records, before), *_too_much(peaks)],
        )


def report(found: Sequence[Figures]) -> str:
    """Tables of what was measured."""
    rows = {
        "bytes, MB": [f"{one.bytes / 1e6:,.0f}" for one in found],
        "all but the sparse one put, s": [f"{one.put_seconds:.1f}" for one in found],
        "the sparse one put, s": [f"{one.sparse_seconds:.1f}" for one in found],
        "files put a second": [f"{one.files / one.put_seconds:.1f}" for one in found],
        "all described, s": [f"{one.all_seconds:.1f}" for one in found],
        "files described a second": [f"{one.files / one.all_seconds:.1f}" for one in found],
        "from a file's event to its description, median, s": [f"{median(_waits(one)):.1f}" for one in found],
        "the same, longest, s": [f"{max(_waits(one)):.1f}" for one in found],
        "its examination alone, median, ms": [f"{median(_examinations(one)) * 1000:.0f}" for one in found],
    }
    states = sorted({record.state for one in found for record in one.records.values()})
    rows |= {
        f"{state}": [f"{sum(record.state is state for record in one.records.values()):,}" for one in found]
        for state in states
    }
    rows |= {
        "tried more than once": [f"{sum(record.attempts > 1 for record in one.records.values()):,}" for one in found],
        "not as expected": [f"{len(one.wrong):,}" for one in found],
        "extract, its process, MB": [f"{one.peaks.function:.0f}" for one in found],
        "extract, the worker in its room, MB": [f"{one.peaks.worker:.0f}" for one in found],
        "extract, both at one moment, MB": [f"{one.peaks.together:.0f}" for one in found],
        "processes of extract": [f"{len(one.peaks.seen)}" for one in found],
        "extract, processor ms a file": [f"{sum(one.peaks.seen.values()) / one.files * 1000:.1f}" for one in found],
        "the embedded AWS, processor ms a file": [
            f"{one.peaks.server_seconds / one.files * 1000:.1f}" for one in found
        ],
        "the embedded AWS, beside files, MB": [f"{one.peaks.server:.0f}" for one in found],
    }
    names = sorted({name for one in found for name, count in one.calls.items() if count >= _LEAST_CALLS})
    calls = {f"{name} a file": [f"{one.calls[name] / one.files:.2f}" for one in found] for name in names}
    heads = [f"{one.files:,} files" for one in found]
    return "\n\n".join(
        table([head, *heads], [line([name, *cells]) for name, cells in part.items()])
        for head, part in (("", rows), ("calls", calls))
    )


def _waits(figures: Figures) -> list[float]:
    return [
        (datetime.fromisoformat(one.finished_at) - datetime.fromisoformat(one.event_time)).total_seconds()
        for one in figures.records.values()
    ]


def _examinations(figures: Figures) -> list[float]:
    return [record.seconds or 0.0 for record in figures.records.values()]


def _too_much(peaks: Peaks) -> list[str]:
    most = peaks.function + peaks.worker
    return [f"extract took {most:.0f} MB, over {MOST_MB}"] if most > MOST_MB else []


if __name__ == "__main__":
    main()
