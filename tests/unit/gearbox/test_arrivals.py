from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from gearbox.arrivals import SEQUENCER_DIGITS, Arrival, Reading, file_id_of, normalised_sequencer, read

TIME = "2026-11-21T10:00:00.000Z"


def entry(name: str = "ObjectCreated:Put", bucket: str = "inbox", **told: Any) -> dict[str, Any]:
    about = {"key": "a", "size": 3, "eTag": "e1", "versionId": "v1", "sequencer": "0055AED6", **told}
    return {"eventName": name, "eventTime": TIME, "s3": {"bucket": {"name": bucket}, "object": about}}


def message(*entries: Any) -> str:
    return json.dumps({"Records": list(entries)})


def one(body: str) -> Arrival:
    reading = read(body, "inbox")
    assert reading.faults == ()
    (arrival,) = reading.arrivals
    return arrival


def test_object_that_came__is_read() -> None:
    expected = Arrival("inbox", "a", "v1", 3, "e1", "0055AED6".ljust(40, "0"), removed=False, time=TIME)

    assert one(message(entry())) == expected
    assert expected.file_id == hashlib.sha256(b"a").hexdigest()[:32]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("a+b%20c", "a b c"),
        ("%2B%25", "+%"),
        ("%E6%97%A5/%C3%BC", "日/ü"),
        ("..%2F..%2Fetc", "../../etc"),
        ("%00", "\0"),
    ],
)
def test_key__is_decoded(written: str, key: str) -> None:
    assert one(message(entry(key=written))).key == key


@pytest.mark.parametrize(
    ("name", "removed"),
    [
        ("ObjectCreated:CompleteMultipartUpload", False),
        ("s3:ObjectCreated:Copy", False),
        ("ObjectRemoved:Delete", True),
        ("ObjectRemoved:DeleteMarkerCreated", True),
        ("LifecycleExpiration:Delete", True),
    ],
)
def test_name_of_the_event__says_whether_something_came_or_went(name: str, removed: bool) -> None:
    assert one(message(entry(name))).removed is removed


def test_several_events_of_a_message__are_all_read() -> None:
    reading = read(message(entry(key="a"), entry(key="b"), entry("ObjectTagging:Put", key="c")), "inbox")

    assert ([arrival.key for arrival in reading.arrivals], reading.faults) == (["a", "b"], ())


def test_message_that_tries_the_queue__tells_nothing() -> None:
    assert read(json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "inbox"}), "inbox") == Reading(
        ()
    )


def test_damaged_event__keeps_no_other_from_being_read() -> None:
    reading = read(message({"eventName": "ObjectCreated:Put"}, entry(key="b")), "inbox")

    assert [arrival.key for arrival in reading.arrivals] == ["b"]
    assert len(reading.faults) == 1


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "no JSON object"),
        ("{}", "neither Records nor arrivals"),
        ('{"Records": 5}', "neither Records nor arrivals"),
        ('{"Records": [5]}', "no event of S3"),
        ('{"arrivals": [{"key": "a"}]}', "no event of S3"),
        (message(entry(bucket="another")), "another bucket: 'another'"),
        (message(entry(key="")), "no key"),
        (message(entry(key="k" * 1_025)), "no key"),
        (message(entry(key="%FF")), "no event of S3"),
        (message(entry(key=7)), "no event of S3"),
        (message(entry(sequencer=None)), "no sequencer: 'None'"),
        (message(entry(sequencer="xyz")), "no sequencer: 'xyz'"),
        (message(entry(sequencer="A" * 41)), "no sequencer"),
    ],
)
def test_what_cannot_be_read__says_why(body: str, fault: str) -> None:
    reading = read(body, "inbox")

    assert reading.arrivals == ()
    assert len(reading.faults) == 1
    assert fault in reading.faults[0]


def test_sequencers__are_compared_as_text_with_zeros_to_the_right() -> None:
    ordered = ["0055AED6DCD90281E3", "0055AED6DCD90281E4", "0055AED6DCD90281E41", "0055AED6DCD90281F", "1"]

    normal = [normalised_sequencer(text) for text in ordered]

    assert normal == sorted(normal)
    assert {len(text) for text in normal} == {SEQUENCER_DIGITS}
    assert normalised_sequencer("00a") == normalised_sequencer("00A0")


def test_repetition__is_read_back_as_it_was_sent() -> None:
    again = one(message(entry(key="%C3%BC"))).again(redrives=2)

    assert one(again.to_body()) == again
    assert (again.generation, again.redrives) == (1, 2)
    assert again.rank > one(message(entry(key="%C3%BC"))).rank


@pytest.mark.parametrize("wrong", [{"generation": -1}, {"redrives": "2"}, {"handed_back": True}])
def test_repetition_with_wrong_counts__is_not_read(wrong: dict[str, Any]) -> None:
    told = json.loads(one(message(entry())).to_body())
    told["arrivals"][0] |= wrong

    assert "counts" in read(json.dumps(told), "inbox").faults[0]


def test_id_of_a_file__follows_from_its_key() -> None:
    assert file_id_of("ü") == hashlib.sha256("ü".encode()).hexdigest()[:32]
