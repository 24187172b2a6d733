"""What each kind tells of a file, and of a file that is not as it should be. Faults of all samples: see functional."""

from __future__ import annotations

import struct
from random import Random
from typing import Any

import pytest
from gearbox.description import Rules
from gearbox.kinds import text
from gearbox.kinds.table import examiner_of
from gearbox.ranged import RangedFile
from gearbox.room.job import Damage, Job
from gearbox.sniff import sniff
from gearbox.streamed import StreamedFile
from gearbox.type_names import claimed_types

from tests.gearbox_files import VALID, archives, documents, images


def told(content: bytes, name: str = "", rules: Rules | None = None) -> dict[str, Any]:
    """Examine a file in this process."""
    sniffed = sniff(content, True, claimed_types(name, ""))
    examiner = examiner_of(sniffed.kind)
    assert examiner is not None
    ranged = RangedFile(lambda offset, size: content[offset : offset + size], len(content))
    file: Any = streamed(content) if examiner.streamed else ranged
    found: dict[str, Any] = {}
    examiner.load()(file, Job(sniffed.kind, sniffed.type, len(content), 9.0, rules or Rules()), found)
    return found


def streamed(*chunks: bytes) -> StreamedFile:
    left = iter(chunks)
    return StreamedFile(lambda: next(left, b""))


def told_in_pieces(*chunks: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    text.examine(streamed(*chunks), Job("text", "text/plain", 0, 9.0, Rules()), found)
    return found


def told_of(what: str) -> dict[str, Any]:
    sample = VALID[what](Random(1))
    return told(sample.content, sample.name)


def damage(content: bytes, name: str = "", rules: Rules | None = None) -> tuple[str, str]:
    with pytest.raises(Damage) as caught:
        told(content, name, rules)
    return caught.value.code, caught.value.reason


@pytest.mark.parametrize("what", ["png", "jpeg", "gif", "bmp", "webp", "tiff"])
def test_image__tells_its_size(what: str) -> None:
    found = told_of(what)

    assert (found["width"], found["height"]) == (10, 38)


def test_photo__tells_of_the_camera_but_not_of_the_place() -> None:
    content = VALID["jpeg of a camera"](Random(1)).content

    found = told(content)

    assert found["camera"] == "Stackyard Lens Mark II"
    assert found["orientation"] == 6
    assert found["taken_at"].endswith("T12:30:45")
    assert "gps" not in found


def test_photo__tells_of_the_place_when_asked() -> None:
    found = told(VALID["jpeg of a camera"](Random(1)).content, rules=Rules(keep_gps=True))

    assert found["gps"] == [52.52, 13.405]


@pytest.mark.parametrize("moment", [b"0000:00:00 00:00:00", b"2023:02:30 12:00:00", b"yesterday", b"\xff\xff"])
def test_moment_that_never_was__is_not_told(moment: bytes) -> None:
    block = images.exif((images.text_tag(0x010F, b"Maker"),), (images.text_tag(0x9003, moment),))

    found = told(images.jpeg(10, 10, Random(1), block))

    assert found["camera"] == "Maker"
    assert "taken_at" not in found


def test_jpeg_with_a_small_picture_whose_own_end_is_there__is_cut_all_the_same() -> None:
    whole = images.jpeg(10, 10, Random(1), exif=b"II*\0\x08\0\0\0" + bytes(10) + b"\xff\xd8\xff\xd9")

    assert damage(whole[:-2]) == ("truncated", "the mark of its end is missing")


def test_bytes_behind_the_end_of_an_image__do_no_harm() -> None:
    assert told(images.png(5, 6) + b"trailer" * 9)["width"] == 5
    assert told(images.jpeg(5, 6, Random(1)) + bytes(999))["height"] == 6


def test_tiff_whose_pixels_lie_elsewhere__is_cut() -> None:
    pixels = [(0x111, images.LONG, 1, struct.pack("<I", 9999)), (0x117, images.LONG, 1, struct.pack("<I", 5))]

    assert damage(b"II*\0\x08\0\0\0" + images.ifd(pixels, 8))[0] == "truncated"


def test_pdf__tells_pages_and_title() -> None:
    found = told(documents.pdf(7, title="On \\(gears\\)"))

    assert (found["pages"], found["title"], found["encrypted"], found["version"]) == (7, "On (gears)", False, "1.7")


def test_encrypted_pdf__tells_that_it_is() -> None:
    assert told_of("encrypted pdf") == {"version": "1.7", "encrypted": True}


@pytest.mark.parametrize(
    ("what", "delimiter", "encoding"),
    [
        ("csv", ",", "utf-8"),
        ("csv with semicolons", ";", "cp1252"),
        ("tsv", "tab", "utf-8"),
        ("csv in UTF-16", ",", "utf-16"),
    ],
)
def test_table__tells_columns_and_rows(what: str, delimiter: str, encoding: str) -> None:
    found = told_of(what)

    assert found["columns"] == ["id", "name", "note"]
    assert (found["rows"], found["ragged_rows"], found["delimiter"]) == (20, 0, delimiter)
    assert "cp125" in found["encoding"] if encoding == "cp1252" else found["encoding"] == encoding


def test_rows_that_do_not_fit__are_counted() -> None:
    found = told(b"a,b\n1,2\n\n1\n1,2,3\n", "a.csv")

    assert (found["rows"], found["ragged_rows"]) == (3, 2)


def test_line_end_within_quotes__begins_no_row() -> None:
    assert told(b'a,b\n"1\n1",2\n', "a.csv")["rows"] == 1


def test_table_without_anything_but_names__has_no_rows() -> None:
    assert told(b"a,b\n", "a.csv")["rows"] == 0


def test_json_lines__tell_rows_and_names() -> None:
    found = told(b'{"a": 1e999}\n\n{"b": ' + b"9" * 5000 + b'}\n["c"]\n', "a.jsonl")

    assert (found["rows"], found["columns"]) == (3, ["a", "b"])


def test_line_in_the_middle_that_is_no_json__is_damage() -> None:
    assert damage(b'{"a": 1}\n{"a": \n{"a": 3}\n', "a.jsonl")[0] == "damaged"


def test_last_line_that_is_no_json__was_cut() -> None:
    code, reason = damage(b'{"a": 1}\n{"a": ', "a.jsonl")

    assert code == "truncated"
    assert reason.startswith("line 2 is no JSON")


def test_json__tells_its_shape() -> None:
    found = told(b'{"a": [1, 1e999, {"b": null}], "c": "\\ud800", "a": 2}', "a.json")

    assert (found["top"], found["depth"], found["values"]) == ("object", 3, 8)
    assert (found["columns"], found["repeated_names"]) == (["a", "c"], 1)


@pytest.mark.parametrize("content", [b'{"a" 1}', b"[1,]", b"[1] [2]", b"[nope]"])
def test_json_that_is_none__is_damage(content: bytes) -> None:
    assert damage(content, "a.json")[0] == "damaged"


def test_large_json__is_not_taken_apart() -> None:
    assert told(b"[1, 2, 3]", "a.json", Rules(json_bytes=5)) == {"encoding": "utf-8", "examined": False}


def test_names_that_escape_from_an_archive__are_counted() -> None:
    names = ("../a", "/a", "\\a", "C:\\a", "a/../../b", "a/..", "ok/a..b", "..c")

    for content in (archives.zipped(dict.fromkeys(names, b"")), archives.tarred(dict.fromkeys(names, b""))):
        found = told(content)
        assert (found["entries"], found["escaping_names"]) == (8, 6)


def test_archives_within_an_archive__are_allowed_to_a_depth() -> None:
    assert told(archives.nested_bomb(3))["layers"] == 4
    assert damage(archives.nested_bomb(4)) == ("bomb", "archives lie in it more than 4 layers deep")


def test_large_but_harmless_archive__is_no_bomb() -> None:
    assert told(archives.zipped({"zeros": bytes(10_000_000)}))["total_bytes"] == 10_000_000


def test_limits_of_archives__are_those_of_the_rules() -> None:
    small = Rules(harmless_bytes=1000, ratio=10)
    zeros = bytes(100_000)

    for content in (
        archives.zipped({"z": zeros}),
        archives.gzipped(zeros),
        archives.gzipped(archives.tarred({"z": zeros})),
    ):
        assert damage(content, rules=small)[0] == "bomb"


def test_tar_without_its_end__is_cut() -> None:
    whole = archives.tarred({"a": b"1" * 512, "b": b"2" * 512})

    assert damage(whole[:1024])[0] == damage(whole[:1300])[0] == "truncated"


def test_tar_with_rubbish_in_place_of_a_header__is_damage() -> None:
    whole = archives.tarred({"a": b"1" * 512})

    assert damage(whole[:1024] + b"rubbish" * 2000) == ("damaged", "there is no header at byte 1024")


def test_text__counts_lines_and_letters() -> None:
    assert told("größe\nx".encode()) == {"lines": 2, "characters": 7, "longest_line": 5, "encoding": "utf-8"}
    assert told("größe\n".encode("utf-16"))["lines"] == 1


def test_letters_that_cannot_be_decoded__are_counted() -> None:
    # The encoding is told by the beginning, as it is read: one piece at a time.
    found = told_in_pieces(b"a" * 20_000, b"\xff\n" * 3)

    assert (found["encoding"], found["undecodable"]) == ("utf-8", 3)


def test_sound__tells_its_duration() -> None:
    assert told_of("wav")["duration"] in {1.0, 2.0}
    assert told_of("mp3")["title"] == "Song"
    assert told_of("flac")["samplerate"] == 44_100
    assert told_of("mp4")["duration"] >= 1
    assert told_of("webm") == {"format": "webm"}
