"""What the client shows: names, widths, moments, progress, problems."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gearbox.api import readers
from gearbox.arrivals import file_id_of
from gearbox_ops.client import meter
from gearbox_ops.client.answers import BadAnswer, files, problem, refusal
from gearbox_ops.client.names import as_text, id_of, key_of
from gearbox_ops.client.screen import Screen
from gearbox_ops.client.tables import board, listing
from gearbox_ops.client.texts import columns, cut, filled, one_line
from gearbox_ops.client.times import age, from_moment, local, short, span
from stackyard.errors import StackyardError

NOW = datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("a.txt", "a.txt"),
        ("/some/where/a b.txt", "a b.txt"),
        ("folder/", "folder"),
        ("caf\udce9", "caf%E9"),
        ("new\nline", "new%0Aline"),
        ("a\u00a0b", "a%C2%A0b"),
        ("back\\slash", "back%5Cslash"),
        ("${x}", "%24{x}"),
    ],
)
def test_name_of_a_file__is_one_that_the_api_takes(path: str, key: str) -> None:
    assert key_of(path) == key
    assert readers.name(key) == key


def test_every_single_character__makes_a_name_that_the_api_takes() -> None:
    for code in range(1, 0x3000):
        name = key_of(f"a{chr(code)}b")
        assert readers.name(name) == name


def test_file__is_meant_by_its_id_or_its_name() -> None:
    assert id_of("0123456789abcdef" * 2) == "0123456789abcdef" * 2
    assert id_of("folder/new\nline") == file_id_of("folder/new%0Aline")
    assert as_text("plain") == "plain"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("short", 10, "short     "),
        ("exactly ten", 10, "exactly t…"),
        ("漢字漢字", 8, "漢字漢字"),
        ("漢字漢字漢", 8, "漢字漢… "),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
    ],
)
def test_text__fills_exactly_its_columns(text: str, width: int, shown: str) -> None:
    assert filled(text, width) == shown
    assert columns(shown) == width


def test_text_of_a_stranger__is_one_harmless_line() -> None:
    assert one_line("a\x1b[2J\nb\u202ec\x9bd") == "a\\x1b[2J\\nb\\u202ec\\x9bd"
    assert cut("abc", 3) == "abc"


@pytest.mark.parametrize(
    ("seconds", "text"), [(-5, "0 s"), (59.9, "59 s"), (60, "1 min"), (7_200, "2 h"), (2e5, "2 d")]
)
def test_span__is_told_in_its_largest_unit(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_moments__are_told_and_what_is_none_is_left_out() -> None:
    assert local("2026-11-21T15:04:05.123456Z", UTC) == "2026-11-21 15:04:05"
    assert short("2026-02-01T15:04:05Z", NOW) == "02-01 15:04"
    assert short("2025-02-01T15:04:05Z", NOW) == "2025-02-01"
    assert age("2026-11-21T15:03:05Z", NOW) == "1 min"
    for nonsense in (None, "", "soon", 5, "2026-11-21"):
        assert age(nonsense, NOW) == ""
    assert (local("soon"), short(None, NOW)) == ("", "")


def test_since__is_written_as_the_api_takes_it() -> None:
    assert from_moment("1h30m", NOW) == "2026-11-21T13:34:05Z"
    assert readers.time(from_moment("2026-11-21T08:30", NOW)) == "2026-11-21T08:30:00.000000Z"
    with pytest.raises(StackyardError, match="no moment that is over"):
        from_moment("2027-01-01", NOW)


METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
    "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
    "\r 37  300M    0     0   37  111M      0   110M  0:00:02  0:00:01  0:00:01  110M"
    "\r100  300M    0     0  100  300M      0   150M  0:00:02  0:00:02 --:--:--  151M\n"
    "curl: (55) Send failure\n"
)


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_meter_of_curl__is_read_however_it_is_cut(size: int) -> None:
    chunks = [METER[start : start + size] for start in range(0, len(METER), size)]
    rows = list(meter.rows(chunks))
    assert [at.percent for row in rows if (at := meter.progress(row))] == [0, 37, 100]
    assert rows[-1] == "curl: (55) Send failure"


@pytest.mark.parametrize("row", ["", "a b c d e f g h i j k l", "1 2 3 4 101 6 7 8 9 10 11 12", "100 300M 0 0 100"])
def test_row_of_another_form__is_left_out(row: str) -> None:
    assert meter.progress(row) is None


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("name", ["a", "漢" * 60])
def test_progress__keeps_to_one_line(width: int, name: str) -> None:
    line = meter.line(name, 300 * 2**20, meter.Progress(37, "110M", "0:00:01"), width)
    assert columns(line) < width
    assert "37 % of 300.0 MB  0:00:01 left" in line


def written(folder: Path, content: object) -> Path:
    path = folder / "answer"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_problem__is_told_in_one_line(tmp_path: Path) -> None:
    errors = [{"detail": "too large", "pointer": "#/size"}, {"detail": "unknown", "parameter": "x"}, "odd"]
    path = written(tmp_path, {"status": 400, "title": "Bad Request", "detail": "See errors\n.", "errors": errors})
    assert problem(path, 400) == "See errors\\n.; size: too large; x: unknown"


@pytest.mark.parametrize("content", ["", "<html>", "[]", '{"status": 200}', "[" * 100_000])
def test_answer_of_somebody_else__is_known_as_such_but_for_the_gateways_own(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(BadAnswer):
        problem(path, 404)
    assert problem(path, 502) == problem(path, 403) == ""


@pytest.mark.parametrize("page", [[], {}, {"files": {}}, {"files": [1]}, {"files": [], "cursor": 5}])
def test_page_that_is_none__is_refused(tmp_path: Path, page: object) -> None:
    with pytest.raises(BadAnswer):
        files(written(tmp_path, page))


def test_refusal_of_s3__is_read_where_there_is_one() -> None:
    assert refusal("<Error><Code>A</Code><Message>b c</Message></Error>") == ("A", "b c")
    assert refusal("broken") == ("", "")


@pytest.mark.parametrize("width", [60, 80, 132])
def test_rows__keep_to_the_screen(width: int) -> None:
    failure = {"type": "bomb", "reason": "words " * 80, "transient": False}
    file = {"file_id": "0" * 32, "key": "漢" * 90, "state": "failed", "failure": failure, "received_at": "x", "size": 9}
    screen = Screen(width, terminal=True)
    assert max(map(columns, listing([file], screen, NOW))) < width
    assert max(map(columns, board({"states": {"failed": 1}}, [file] * 40, screen, NOW, 10))) < width
    assert len(board({}, [file] * 40, screen, NOW, 10)) == 9
