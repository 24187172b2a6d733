from __future__ import annotations

from random import Random

import pytest
from gearbox.sniff import sniff
from gearbox.type_names import claimed_types, type_matches

from tests.gearbox_files import EMPTY, HOSTILE, MISNAMED, VALID, Sample

RECIPES = {**VALID, **EMPTY, **MISNAMED, **HOSTILE}
NOTHING: frozenset[str] = frozenset()


def kind(text: bytes, name: str = "", declared_type: str = "") -> str:
    return sniff(text, True, claimed_types(name, declared_type)).kind


@pytest.mark.parametrize("what", RECIPES)
def test_sample__is_recognised_and_compared_with_its_name(what: str) -> None:
    sample: Sample = RECIPES[what](Random(3))
    claims = claimed_types(sample.name, sample.declared_type)

    found = sniff(sample.content[: 2**20], len(sample.content) <= 2**20, claims)

    assert found.kind == sample.kind
    assert type_matches(claims, found.type) == sample.type_matches


@pytest.mark.parametrize("what", sorted({*VALID} - {"json with odd numbers", "csv in UTF-16"}))
def test_sample_without_a_name__is_recognised_by_its_content(what: str) -> None:
    sample = VALID[what](Random(3))

    assert sniff(sample.content, True, NOTHING).kind == sample.kind


@pytest.mark.parametrize(
    ("head", "kind_of_it"),
    [
        (b"BM is a company\n", "text"),
        (b"II*\n", "text"),
        (b"RIFF raff\n", "text"),
        (b"[section]\nname = 1\n", "text"),
        (b"[2024-01-01] started\n[2024-01-02] ended\n", "text"),
        (b"{% if a %}\n{% endif %}\n", "text"),
        (b"Dear A, dear B,\nhow are you?\nFine, I hope, and well.\n", "text"),
        (b"<- is an arrow\n", "text"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "text"),
        (b"\x1b[31mred\x1b[0m\n", "text"),
        (b"\x00", "other"),
        (b"\xffa\x01b", "other"),
        (b"a\x01\x02\x03", "other"),
    ],
)
def test_look_alike__is_not_taken_for_a_format(head: bytes, kind_of_it: str) -> None:
    assert kind(head) == kind_of_it


@pytest.mark.parametrize(
    ("what", "type_of_it"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("zip of a document's parts", "application/zip"),
        ("epub that says so late", "application/epub+zip"),
        ("emf with a pdf in it", "image/emf"),
    ],
)
def test_file_that_holds_others__is_of_its_own_type(what: str, type_of_it: str) -> None:
    assert sniff(VALID[what](Random(3)).content, True, NOTHING).type == type_of_it


def test_package_of_debian__is_told_from_other_archives_of_its_format() -> None:
    head = b"!<arch>\ndebian-binary   1690000000  0     0     100644  4         `\n2.0\n"

    assert sniff(head, True, NOTHING).type == "application/vnd.debian.binary-package"
    assert sniff(head.replace(b"debian-binary", b"a.o/         "), True, NOTHING).kind == "text"


@pytest.mark.parametrize(
    ("text", "name", "declared_type", "kind_of_it"),
    [
        (b"1", "a.json", "", "json"),
        (b"1", "", "application/json; charset=utf-8", "json"),
        (b"1", "a.txt", "", "text"),
        (b"name\nx\n", "a.csv", "", "csv"),
        (b"name\nx\n", "a", "text/csv", "csv"),
        (b'{"a": 1}\n', "a.jsonl", "", "jsonl"),
        (b'{"a": 1}\n', "a.json", "", "json"),
        (b"not json at all\n", "a.json", "", "text"),
    ],
)
def test_name_and_declared_type__decide_between_readings_of_a_text(
    text: bytes, name: str, declared_type: str, kind_of_it: str
) -> None:
    assert kind(text, name, declared_type) == kind_of_it


@pytest.mark.parametrize(
    ("name", "declared_type", "sniffed", "matches"),
    [
        ("a.jpeg", "image/jpg", "image/jpeg", True),
        ("a.tgz", "application/x-tar", "application/gzip", True),
        ("a.tar.gz", "", "application/gzip", True),
        ("a.docx", "application/zip", "application/zip", True),
        ("a.yaml", "application/yaml", "text/plain", True),
        ("a.dat", "application/x-mine", "application/octet-stream", True),
        ("a", "", "application/octet-stream", True),
        ("a.m4a", "audio/mp4", "video/mp4", True),
        ("a.unknown", "binary/octet-stream", "image/png", True),
        (".png", "", "text/plain", True),
        ("folder.png/a", "", "text/plain", True),
        ("a.png", "", "image/jpeg", False),
        ("a.png", "application/pdf", "image/png", False),
        ("a.zip", "", "application/octet-stream", False),
        ("a.txt", "", "application/octet-stream", False),
        ("a.txt", "", "image/png", False),
        ("..\\a.pdf", "", "application/zip", False),
    ],
)
def test_claims__are_compared_with_content(name: str, declared_type: str, sniffed: str, matches: bool) -> None:
    assert type_matches(claimed_types(name, declared_type), sniffed) == matches
