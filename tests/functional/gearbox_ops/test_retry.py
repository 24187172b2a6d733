"""A second chance: for files by id or name, for all that failed, for the messages of the last queue."""

from __future__ import annotations

import json

import pytest
from gearbox.arrivals import file_id_of
from gearbox.catalogue.record import State
from gearbox_ops.retry import SecondChance, retry_all, retry_named

from tests.functional.gearbox_ops.conftest import BOMB, Works


def chance(works: Works) -> SecondChance:
    return SecondChance(works.deployed, redrive_available=False)


def keys(messages: list[str]) -> list[str]:
    return sorted(arrival["key"] for message in messages for arrival in json.loads(message)["arrivals"])


def test_failed_files__are_sent_again_by_name_and_by_id(works: Works, capsys: pytest.CaptureFixture[str]) -> None:
    for key in ("a.zip", "b.zip", "c.zip"):
        works.add(key, failure=BOMB)
    assert retry_named(chance(works), ["a.zip", file_id_of("b.zip"), "a.zip"], waiting=False) == 0
    assert capsys.readouterr().out == "sent again  a.zip\nsent again  b.zip\n"
    assert keys(works.waiting(works.queues.arrivals)) == ["a.zip", "b.zip"]
    assert [works.state_of(key) for key in ("a.zip", "b.zip", "c.zip")] == [State.RECEIVED] * 2 + [State.FAILED]


def test_files_that_cannot_be_retried__are_told_why_and_the_others_go_on(works, capsys) -> None:
    works.add("good.txt", State.READY)
    works.add("bad\x1b[2J.zip", sequencer="")
    works.add("a.zip")
    names = ["good.txt", file_id_of("bad\x1b[2J.zip"), "a.zip", "nowhere"]
    assert retry_named(chance(works), names, waiting=False) == 7
    told = capsys.readouterr()
    assert told.out == "sent again  a.zip\n"
    assert "error: it has not failed\n  given: good.txt\n" in told.err
    assert "no file is known\n  given: bad\\x1b[2J.zip\n" in told.err
    assert f"error: there is no such file\n  given: {file_id_of('nowhere')}\n" in told.err


def test_unknown_file_alone__has_an_exit_code_of_its_own(works: Works) -> None:
    assert retry_named(chance(works), ["nowhere"], waiting=False) == 8


def test_file_that_waits__is_sent_again_only_where_that_is_asked_for(works: Works) -> None:
    works.add("lost.txt", State.RECEIVED)
    assert retry_named(chance(works), ["lost.txt"], waiting=False) == 7
    assert retry_named(chance(works), ["lost.txt"], waiting=True) == 0
    assert keys(works.waiting(works.queues.arrivals)) == ["lost.txt"]


def test_everything__is_sent_again_and_the_last_queue_moved_back(works: Works, capsys) -> None:
    for number in range(120):
        works.add(f"{number}.zip", failure=BOMB)
    works.add("good.txt", State.READY)
    works.add("unreadable", sequencer="")
    for number in range(12):
        works.queues.sqs.send_message(QueueUrl=works.queues.undiagnosed, MessageBody=f"message {number}")
    assert retry_all(chance(works)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "moved 12 messages of the last queue",
        "sent 120 files again, but not 1 message that could not be read",
    ]
    assert sorted(works.waiting(works.queues.failures)) == sorted(f"message {number}" for number in range(12))
    assert works.waiting(works.queues.undiagnosed) == []
    assert len(keys(works.waiting(works.queues.arrivals))) == 120
    assert (works.state_of("7.zip"), works.state_of("good.txt")) == (State.RECEIVED, State.READY)


def test_nothing_to_retry__says_so(works: Works, capsys: pytest.CaptureFixture[str]) -> None:
    assert retry_all(chance(works)) == 0
    assert capsys.readouterr().out == "sent 0 files again\n"
