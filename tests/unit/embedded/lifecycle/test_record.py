from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from embedded.lifecycle.processes import fingerprint
from embedded.lifecycle.record import Record, forget_record, read_record, write_record

OWN = Record(pid=os.getpid(), process=fingerprint(os.getpid()), port=4580, started="then", identity="these sources")


def test_record_of_a_living_process__is_believed(tmp_path: Path) -> None:
    write_record(tmp_path, OWN)

    assert read_record(tmp_path) == OWN


@pytest.mark.parametrize(
    "record",
    [replace(OWN, process="1"), replace(OWN, pid=2**22 + 1), replace(OWN, process="")],
    ids=["pid-reused", "no-such-process", "no-fingerprint"],
)
def test_stale_record__is_no_server(tmp_path: Path, record: Record) -> None:
    write_record(tmp_path, record)

    assert read_record(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "strange": 1}'])
def test_damaged_record__is_no_server(tmp_path: Path, content: str) -> None:
    (tmp_path / "server.json").write_text(content)

    assert read_record(tmp_path) is None


def test_forgotten_record__is_gone_and_may_be_forgotten_twice(tmp_path: Path) -> None:
    write_record(tmp_path, OWN)
    forget_record(tmp_path)
    forget_record(tmp_path)

    assert read_record(tmp_path) is None
