from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from gearbox.api import readers
from gearbox.catalogue.record import State
from lambda_kit.checking import BadValue

from tests.unit.gearbox.api.calls import errors, problem, request


@pytest.mark.parametrize(
    "name", ["a", "reports/2026/ä b.pdf", "-rf", "a" * 1024, "ü" * 512, ".hidden", "...", "a$b{}", "日本/語 .txt"]
)
def test_name_of_a_file__is_taken_as_it_is(name: str) -> None:
    assert readers.name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "a" * 1025, "ü" * 513, "/etc/passwd", "a//b", "a/", "../a", "a/../b", "./a", "a\\b", "a\nb", "a\x1b[31m",
     "a\u202eb", "a\ud800", "${filename}", "x/${filename}", 7, None, ["a"]],
)  # fmt: skip
def test_name_that_is_a_trick__is_refused(name: object) -> None:
    with pytest.raises(BadValue):
        readers.name(name)


@pytest.mark.parametrize("given", ["text/plain", "image/svg+xml", "text/plain; charset=utf-8", "a/b"])
def test_media_type__is_taken(given: str) -> None:
    assert readers.media_type(given) == given


@pytest.mark.parametrize("given", ["", "text", "text/", "text/plain\n", "text/plain; a=b; c=d", "a b/c", 1])
def test_what_is_no_media_type__is_refused(given: object) -> None:
    with pytest.raises(BadValue):
        readers.media_type(given)


@pytest.mark.parametrize(
    ("given", "fits"), [(0, True), (10, True), (11, False), (-1, False), (True, False), ("1", False), (1.0, False)]
)
def test_size__is_a_number_of_bytes_up_to_the_limit(given: object, fits: bool) -> None:
    if fits:
        assert readers.size(10)(given) == given
    else:
        with pytest.raises(BadValue, match="0 to 10"):
            readers.size(10)(given)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2026-11-21", "2026-11-21T00:00:00.000000Z"),
        ("2026-11-21T15:04:05Z", "2026-11-21T15:04:05.000000Z"),
        ("2026-11-21T15:04:05.25+02:00", "2026-11-21T13:04:05.250000Z"),
        ("2026-11-21T15:04:05 02:00", "2026-11-21T13:04:05.000000Z"),
        ("0001-01-01", "1970-01-01T00:00:00.000000Z"),
    ],
)
def test_moment__is_read_as_records_write_it(given: str, read: str) -> None:
    assert readers.time(given) == read


@pytest.mark.parametrize(
    "given", ["", "yesterday", "1700000000", "2026-13-01", "9999-12-31T23:59:59-23:59", "1" * 3000, 1]
)
def test_what_is_no_moment__is_refused(given: object) -> None:
    with pytest.raises(BadValue, match="it is no"):
        readers.time(given)


@pytest.mark.parametrize("given", ["0", "101", "-1", "1.5", "٣", "", "9" * 5000, 7])
def test_limit_out_of_bounds__is_refused(given: object) -> None:
    with pytest.raises(BadValue):
        readers.limit(given)


@pytest.mark.parametrize(
    ("reader", "good", "bad"),
    [(readers.state, "ready", "done"), (readers.kind, "pdf", "PDF"), (readers.limit, "100", "1e2")],
)
def test_choice__is_one_of_those_there_are(reader: Callable[[object], Any], good: str, bad: str) -> None:
    assert str(reader(good)) == good
    with pytest.raises(BadValue):
        reader(bad)


def test_state__is_a_state() -> None:
    assert readers.state("removed") is State.REMOVED


def test_id__is_thirty_two_digits() -> None:
    assert readers.file_id(request(path={"id": "0a" * 16})) == "0a" * 16


@pytest.mark.parametrize("given", ["", "0A" * 16, "0a" * 15, "0a" * 16 + "\n", "../" * 10])
def test_what_is_no_id__is_told_before_anybody_asks_the_table(given: str) -> None:
    assert list(errors(problem(lambda: readers.file_id(request(path={"id": given}))))) == ["id"]
