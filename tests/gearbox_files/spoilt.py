"""Recipes of files that accidents spoil: cut off, empty, or under a wrong name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from tests.gearbox_files.sample import FAILED, Sample
from tests.gearbox_files.valid import VALID, Recipe

_TELL_WHEN_CUT = (
    "png", "jpeg", "jpeg of a camera", "gif", "bmp", "webp", "tiff", "pdf", "json", "json lines", "zip", "zip, stored",
    "docx", "tar", "tar.gz", "tar.bz2", "tar.xz", "gz", "wav", "mp4",
)  # fmt: skip


def _cut(what: str) -> Recipe:
    def recipe(random: Random) -> Sample:
        whole = VALID[what](random)
        kept = _place_of_cut(what, whole.content, random)
        # Nothing comes out of bzip2 before a block is complete, so nobody can know that this was a tar.
        kind = "compressed" if what == "tar.bz2" else whole.kind
        return replace(whole, content=whole.content[:kept], kind=kind, state=FAILED, fault="truncated")

    return recipe


def _place_of_cut(what: str, content: bytes, random: Random) -> int:
    if what.startswith("json"):  # closing brackets at least
        return len(content) - random.randrange(2, 5)
    if what == "tar":  # before the zeros at its end
        content = content.rstrip(b"\0")
    first = min(max(33, len(content) // 2), len(content) - 4)  # behind the signature and, in a PNG, the dimensions
    return random.randrange(first, max(first + 1, len(content) * 9 // 10))


def _empty(name: str, declared_type: str, type_matches: bool) -> Recipe:
    return lambda _: Sample(name, b"", declared_type, "empty", type_matches=type_matches)


def _misnamed(what: str, name: str, declared_type: str) -> Recipe:
    return lambda random: replace(VALID[what](random), name=name, declared_type=declared_type, type_matches=False)


TRUNCATED: Mapping[str, Recipe] = {f"{what}, cut": _cut(what) for what in _TELL_WHEN_CUT}

EMPTY: Mapping[str, Recipe] = {
    "empty": _empty("nothing", "", True),
    "empty text": _empty("nothing.txt", "text/plain", True),
    "empty png": _empty("nothing.png", "image/png", False),
}

MISNAMED: Mapping[str, Recipe] = {
    "pdf as png": _misnamed("pdf", "a.png", "image/png"),
    "png as jpeg": _misnamed("png", "a.jpg", "image/jpeg"),
    "zip as pdf": _misnamed("zip", "a.pdf", "application/pdf"),
    "png under the name of a text": _misnamed("png", "a.txt", ""),
    "text as mp4": _misnamed("text", "a.mp4", "video/mp4"),
    "noise as zip": _misnamed("noise", "a.zip", "application/zip"),
    "html as json": _misnamed("html", "a.json", "application/json"),
}
