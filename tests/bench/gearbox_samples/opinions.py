"""What others say of a file, to hold gearbox's facts against: exiftool, ogginfo, file, unzip, tar, gzip, wc, json.

None of them shares code with gearbox's readers. A tool that says nothing of a fact is no opinion.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gearbox.description import Description

_ASKED = (
    "ImageWidth", "ImageHeight", "EXIF:Make", "EXIF:Model", "EXIF:DateTimeOriginal", "EXIF:ModifyDate",
    "EXIF:Orientation#", "PageCount", "PDFVersion", "Title", "Author", "Producer", "Encryption", "Duration#",
    "SampleRate", "AudioSampleRate", "AudioChannels", "NumChannels", "Album", "Artist",
)  # fmt: skip
# Other names of the same types, and of finer ones that only one side knows.
_SAME_TYPES = {
    "image/x-ms-bmp": "image/bmp", "audio/x-wav": "audio/wav", "audio/x-aiff": "audio/aiff", "image/x-emf": "image/emf",
    "text/xml": "application/xml", "application/x-gzip": "application/gzip", "inode/x-empty": "application/x-empty",
    "application/x-ndjson": "application/json", "text/tab-separated-values": "text/csv",
}  # fmt: skip
_SECONDS = 0.05  # by which durations may differ, or by 2 of 100: of packed sound they are estimates
_SHARE = 0.02


@dataclass(frozen=True)
class Opinion:
    """One fact about a file, as gearbox has it and as another tool has it."""

    fact: str
    ours: Any
    theirs: Any
    tool: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same; durations nearly."""
        if self.fact == "duration":
            return abs(float(self.ours) - float(self.theirs)) <= max(_SECONDS, _SHARE * float(self.theirs))
        return str(self.ours) == str(self.theirs)


class Others:
    """The other tools, some of them in ``folders``, as their packages were unpacked."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._programs = {path.name: path for folder in folders for path in (folder / "usr/bin").glob("*")}
        self._perl = self._programs["exiftool"].parents[1] / "share/perl5"
        self._libraries = ":".join(str(folder / "usr/lib/x86_64-linux-gnu") for folder in folders)

    def of(self, path: Path, told: Description) -> list[Opinion]:
        """Give every opinion that there is on what gearbox told."""
        kinds: Mapping[str, Callable[[Path, Description], Iterator[Opinion]]] = {
            "image": self._image, "pdf": self._pdf, "audio": self._sound, "video": self._sound, "zip": _zip,
            "tar": _tar, "compressed": _compressed, "text": _text, "csv": _table, "json": _json,
        }  # fmt: skip
        found = [_type(path, told), *(kinds[told.kind](path, told) if told.kind in kinds and not told.fault else ())]
        return [one for one in found if one.theirs not in (None, "")]

    def _image(self, path: Path, told: Description) -> Iterator[Opinion]:
        tags = self._tags(path)
        for ours, theirs in (("width", "ImageWidth"), ("height", "ImageHeight"), ("orientation", "Orientation")):
            if ours in told.metadata:
                yield Opinion(ours, told.metadata[ours], tags.get(theirs), "exiftool")
        camera = " ".join(str(tags[name]) for name in ("Make", "Model") if name in tags)
        if camera or "camera" in told.metadata:
            yield Opinion("camera", told.metadata.get("camera"), camera, "exiftool")
        taken = str(tags.get("DateTimeOriginal", tags.get("ModifyDate", "")))
        if "taken_at" in told.metadata:
            moment = re.sub(r"^(\d+):(\d+):(\d+) ([\d:]+).*", r"\1-\2-\3T\4", taken)
            yield Opinion("taken_at", told.metadata["taken_at"], moment, "exiftool")

    def _pdf(self, path: Path, told: Description) -> Iterator[Opinion]:
        tags = self._tags(path)
        yield Opinion("pages", told.metadata.get("pages"), tags.get("PageCount"), "exiftool")
        yield Opinion("version", told.metadata.get("version"), tags.get("PDFVersion"), "exiftool")
        yield Opinion("encrypted", told.metadata.get("encrypted"), "Encryption" in tags, "exiftool")
        for ours in ("title", "author", "producer"):
            if ours in told.metadata or ours.capitalize() in tags:
                yield Opinion(ours, told.metadata.get(ours, ""), tags.get(ours.capitalize()), "exiftool")

    def _sound(self, path: Path, told: Description) -> Iterator[Opinion]:
        tags = self._tags(path)
        if told.sniffed_type == "audio/ogg":  # exiftool only estimates how long these are
            tags.pop("Duration", None)
            yield Opinion("duration", told.metadata.get("duration"), self._length(path), "ogginfo")
        names = {
            "duration": ("Duration",), "samplerate": ("SampleRate", "AudioSampleRate"),
            "channels": ("AudioChannels", "NumChannels"), "title": ("Title",), "artist": ("Artist",),
            "album": ("Album",),
        }  # fmt: skip
        for ours, theirs in names.items():
            if ours in told.metadata:
                said = next((tags[name] for name in theirs if name in tags), None)
                yield Opinion(ours, told.metadata[ours], said.strip() if isinstance(said, str) else said, "exiftool")

    def _tags(self, path: Path) -> dict[str, Any]:
        asked = [f"-{name}" for name in _ASKED]
        said = _said("perl", f"-I{self._perl}", str(self._programs["exiftool"]), "-json", *asked, str(path))
        tags: dict[str, Any] = json.loads(said)[0] if said else {}
        return tags

    def _length(self, path: Path) -> float | None:
        """Seconds of a Vorbis recording, by the reference library; it does not know the other codecs of Ogg."""
        said = _said("env", f"LD_LIBRARY_PATH={self._libraries}", str(self._programs["ogginfo"]), str(path))
        found = re.search(r"Playback length: (\d+)m:([\d.]+)s", said)
        return int(found[1]) * 60 + float(found[2]) if found else None


def _type(path: Path, told: Description) -> Opinion:
    theirs = _said("file", "--brief", "--mime-type", str(path)).strip()
    ours = told.sniffed_type
    return Opinion("type", _SAME_TYPES.get(ours, ours), _SAME_TYPES.get(theirs, theirs), "file")


def _zip(path: Path, told: Description) -> Iterator[Opinion]:
    said = _said("unzip", "-Z", "-t", str(path))
    found = re.match(r"(\d+) files?, (\d+) bytes uncompressed", said)
    counts = found.groups() if found else (0, 0) if "zipfile is empty" in said else (None, None)
    yield Opinion("entries", told.metadata["entries"], counts[0], "unzip")
    yield Opinion("total_bytes", told.metadata["total_bytes"], counts[1], "unzip")


def _tar(path: Path, told: Description) -> Iterator[Opinion]:
    entries = _said("tar", "--list", "--verbose", "--numeric-owner", "--file", str(path)).splitlines()
    yield Opinion("entries", told.metadata["entries"], len(entries), "tar")
    yield Opinion("total_bytes", told.metadata["total_bytes"], sum(int(one.split()[2]) for one in entries), "tar")


def _compressed(path: Path, told: Description) -> Iterator[Opinion]:
    if told.sniffed_type == "application/gzip":
        unpacked = subprocess.run(["gzip", "-dc", path], capture_output=True, check=False).stdout
        yield Opinion("unpacked_bytes", told.metadata["unpacked_bytes"], len(unpacked), "gzip")


def _text(path: Path, told: Description) -> Iterator[Opinion]:
    yield Opinion("lines", told.metadata["lines"], _lines(path), "wc")
    encoding = _said("file", "--brief", "--mime-encoding", str(path)).strip()
    yield Opinion("encoding", told.metadata["encoding"], {"us-ascii": "utf-8"}.get(encoding, encoding), "file")


def _table(path: Path, told: Description) -> Iterator[Opinion]:
    yield Opinion("rows", told.metadata["rows"], _lines(path) - 1, "wc")


def _lines(path: Path) -> int:
    """Lines that end, and the last one that does not."""
    ended = int(_said("wc", "-l", str(path)).split()[0])
    return ended + (not path.read_bytes().endswith(b"\n"))


def _json(path: Path, told: Description) -> Iterator[Opinion]:
    document = json.loads(path.read_text(encoding="utf-8-sig"))
    tops = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    yield Opinion("top", told.metadata["top"], tops[type(document)], "json")
    yield Opinion("values", told.metadata["values"], _values(document), "json")
    if isinstance(document, dict):
        columns = told.metadata.get("columns", ())
        assert isinstance(columns, (list, tuple))
        yield Opinion("columns", list(columns), list(document)[: len(columns)], "json")


def _values(document: Any) -> int:
    inner = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    return 1 + sum(map(_values, inner))


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")
