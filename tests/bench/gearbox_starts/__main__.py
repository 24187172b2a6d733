"""How long gearbox's functions take to start: ``python -m tests.bench.gearbox_starts``, after ``bin/deploy``.

Takes the functions as they were packaged for the local environment and starts each many times, in turn, on the
runtime's own Python with AWS's runtime client; `extract` also with every reader of a format imported at the start,
which is what its imports by kind save. Then has a fresh `extract` describe one small file of each kind, twice: the
first time pays for what that kind needs. Prints Markdown tables of medians.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from stackyard.target import ROOT, Target
from stackyard.templates.documents import read

from tests.gearbox_files import sources
from tests.gearbox_files.valid import VALID

from ..packaging.cold_start import Unpacked, start_seconds, unpack
from ..tables import line, table, write_into

RUNTIME = "python3.13"
SYSTEM, PIPELINE, API = "gearbox", "pipeline", "api"
STACKS = {"extract": PIPELINE, "diagnose": PIPELINE, "upload_file": API, "read_files": API, "remove_file": API}
SETTINGS = {
    "INBOX_BUCKET": "inbox", "FILES_TABLE": "files", "ARRIVALS_QUEUE_URL": "http://127.0.0.1:9/1/a",
    "FAILURES_QUEUE_URL": "http://127.0.0.1:9/1/f", "MAX_FILE_BYTES": "1000000", "KEEP_GPS": "no",
    "RETRY_SECONDS": "1", "REDRIVE_SECONDS": "1", "MAX_REDRIVES": "1", "TOMBSTONE_DAYS": "90", "UPLOAD_SECONDS": "900",
}  # fmt: skip
# A message of S3's that tells of nothing, and a call that is refused before it asks anybody: a start and no work.
NOTHING = {
    "Records": [],
    "resource": "/v1/stats",
    "multiValueQueryStringParameters": {"x": ["1"]},
    "requestContext": {"requestTimeEpoch": 0},
}
EAGER = "import charset_normalizer, exifread, ijson, imagesize, pypdf, tinytag\n"
KINDS = ("png", "jpeg of a camera", "pdf", "csv", "json", "zip", "text", "wav")
ONCE = """
import json, sys, time
from gearbox.describe import cool_down, describe, warm_up
from gearbox.description import Rules
from sources import MemorySource
warm_up()
time.sleep(0.3)  # what a function's other imports and its first calls give the worker
content, name = open(sys.argv[1], "rb").read(), sys.argv[2]
took = []
for _ in range(2):
    begun = time.perf_counter()
    told = describe(MemorySource(content), name, "", Rules())
    took.append(time.perf_counter() - begun)
cool_down()
print(json.dumps([told.kind, str(told.fault or ""), *took]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="measurements of each (15)")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        functions = dict(_functions(Path(folder)))
        found = "\n\n".join([_starts(functions, options.rounds), _kinds(functions["extract"], options.rounds)])
    print(found)  # noqa: T201  # the report
    if options.write:
        write_into(ROOT / "docs/benchmarks.md", "gearbox_starts", found)


def _functions(folder: Path) -> Iterator[tuple[str, Unpacked]]:
    """Unpack every function from the local environment's bucket, and one that imports every reader at once."""
    s3 = Target.load("local").client("s3")
    for name, stack in STACKS.items():
        resources = read(_build() / f"local/{SYSTEM}/{stack}.packaged.yaml", _build())["Resources"]
        logical_id = "".join(word.capitalize() for word in name.split("_")) + "Function"
        properties = resources[logical_id]["Properties"]
        layers = [resources[one["Ref"]]["Properties"]["Content"] for one in properties.get("Layers", [])]
        places = {folder / name / "task": properties["Code"]}
        places |= {folder / name / f"layer{number}": layer for number, layer in enumerate(layers)}
        for place, artifact in places.items():
            content = s3.get_object(Bucket=artifact["S3Bucket"], Key=artifact["S3Key"])["Body"].read()
            unpack(content, place)
        task, *rest = places
        yield name, Unpacked(task, rest)
        if name == "extract":
            eager = shutil.copytree(task, folder / "eager")
            shutil.rmtree(eager / "__pycache__", ignore_errors=True)
            source = (eager / "handler.py").read_text(encoding="utf-8")
            lazy = "from __future__ import annotations\n"
            (eager / "handler.py").write_text(source.replace(lazy, lazy + EAGER), encoding="utf-8")
            yield "extract, every reader imported at its start", Unpacked(eager, rest)


def _build() -> Path:
    """The folder in which the local environment was built, which follows its state."""
    state = os.environ.get("STACKYARD_LOCAL_STATE")
    return Path(f"{state}.build") if state else ROOT / "build"


def _starts(functions: Mapping[str, Unpacked], rounds: int) -> str:
    took: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            took[name].append(start_seconds(function, ROOT, RUNTIME, NOTHING, SETTINGS))
    lines = [line([name, *(f"{of(all_) * 1000:.0f}" for of in (median, max))]) for name, all_ in took.items()]
    return table(["start", "median, ms", "longest, ms"], lines)


def _kinds(extract: Unpacked, rounds: int) -> str:
    lines = []
    for recipe in KINDS:
        measured = [_described(extract, recipe) for _ in range(rounds)]
        first, second = (median(one[number] for one in measured) * 1000 for number in (2, 3))
        lines.append(line([f"{recipe} ({measured[0][0]})", f"{first:.1f}", f"{second:.1f}"]))
    return table(["small file", "first of its kind, ms", "second, ms"], lines)


def _described(extract: Unpacked, recipe: str) -> list[Any]:
    sample = VALID[recipe](Random(1))
    with tempfile.NamedTemporaryFile() as file:
        file.write(sample.content)
        file.flush()
        layers = [f"{layer}/python" for layer in extract.layers]
        only_here = Path(sources.__file__).parent  # for the module that no function needs
        paths = os.pathsep.join([str(extract.task), *layers, str(only_here)])
        told = subprocess.run(
            [ROOT / ".envs" / RUNTIME / "bin/python", "-c", ONCE, file.name, sample.name],
            env={"PYTHONPATH": paths, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=True,
        )
    answer: list[Any] = json.loads(told.stdout)
    if answer[1]:
        sys.exit(f"{recipe} has a fault: {answer[1]}")
    return answer


if __name__ == "__main__":
    main()
