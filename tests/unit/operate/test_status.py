"""Lines of a status, each found by itself."""

from __future__ import annotations

import threading

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from stackyard.errors import StackyardError
from stackyard.operate.status import Line, folded, side_by_side

from tests.patience import PATIENCE_SECONDS


class BadRecord(ValueError):  # noqa: N818  # a system's own error
    pass


def raising(error):
    def part():
        yield Line("begun", "in vain")
        raise error

    return part


def test_lines__come_in_the_order_of_their_parts() -> None:
    meeting = threading.Barrier(2, timeout=PATIENCE_SECONDS)

    def part(*labels):
        meeting.wait()  # both are asked at the same time
        return [Line(label, label.upper()) for label in labels]

    lines = side_by_side({"a": lambda: part("a", "b"), "c": lambda: part("c")})
    assert lines == [Line("a", "A"), Line("b", "B"), Line("c", "C")]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ClientError({"Error": {"Code": "AccessDenied"}}, "ListBuckets"), "AccessDenied at ListBuckets"),
        (EndpointConnectionError(endpoint_url="http://x"), 'Could not connect to the endpoint URL: "http://x"'),
        (StackyardError("not deployed", given="x", remedy="deploy"), "not deployed"),
        (BadRecord("a damaged record\nwith details"), "a damaged record"),
        (BadRecord(), "BadRecord"),
        (TimeoutError("timed out"), "timed out"),
    ],
)
def test_part_that_cannot_be_told__says_so_and_spoils_no_other(error, reason) -> None:
    lines = side_by_side({"bad": raising(error), "good": lambda: [Line("good", "1")]}, BadRecord)
    assert [lines[0].label, " ".join(lines[0].value.split()), lines[1]] == [
        "bad", f"cannot be told: {reason}", Line("good", "1"),
    ]  # fmt: skip


def test_mistake_of_the_programs_own__is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side({"bad": raising(ZeroDivisionError())})


def test_long_value__is_folded_and_cut() -> None:
    assert all(len(line) <= 48 for line in folded("word " * 200).splitlines())
    assert len(folded("word " * 200).splitlines()) == 4
    assert folded("word " * 200).endswith(" ...")
    assert folded("x" * 60) == "x" * 60  # a URL stays whole
