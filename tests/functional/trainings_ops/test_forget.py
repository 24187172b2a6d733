"""Forgetting a student in a bucket with a past: everything goes, the others keep theirs, interruptions are survived."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from stackyard.errors import StackyardError
from stackyard.operate.queues import Queue
from trainings.mails import ScoreMail, score_mail_id, to_message
from trainings_ops.bucket import Bucket
from trainings_ops.forget import Places, Traces, erase, export, find_traces

from tests.functional.trainings_ops.conftest import NOW, School
from tests.unit.trainings_ops.builders import students_document, write_tree

STUDENT, OTHER = "student02", "student01"
MAIL, OTHER_MAIL = (score_mail_id("linux", "test01", student) for student in (STUDENT, OTHER))


@pytest.fixture
def tree(tmp_path):
    return write_tree(tmp_path / "trainings", "linux/test01", students=(OTHER, STUDENT))


@pytest.fixture
def past(school, tree) -> School:
    """A school after a weekly run: answers, scores, records, a refused mail, older versions."""
    school.seed(tree)
    (tree / "studentsList.json").write_bytes(students_document(OTHER, STUDENT, "student03"))
    school.seed(tree)
    for student in (STUDENT, OTHER):
        school.bucket.write(f"linux/test01/{student}/testResult.json", b'[{"questionId": "1", "answer": "a"}]')
        school.bucket.write(f"linux/test01/{student}/score.json", b'{"score": 5}')
    school.bucket.write(f"linux/test01/{STUDENT}/score.json", b'{"score": 4}')
    for mail in (MAIL, OTHER_MAIL):
        school.bucket.write(f"_mails/{mail}.json", b'{"state": "sent"}')
    school.bucket.write(f"_refused/{MAIL}.json", json.dumps({"student": STUDENT, "reason": "no such mailbox"}).encode())
    report = {
        "scores": {STUDENT: 4, OTHER: 5},
        "missing": ["student03"],
        "problems": [f"{STUDENT}@example.com bounced"],
    }
    school.bucket.write("_runs/1/report.json", json.dumps(report).encode())
    school.bucket.write("_runs/1/report.json", json.dumps({**report, "version": 2}).encode())
    school.bucket.write("_runs/1/manifest.json", json.dumps([{"batch": "1", "students": [OTHER, STUDENT]}]).encode())
    return school


def traces_of(school: School, student: str = STUDENT) -> Traces:
    return find_traces(Places(school.bucket, school.ring), student)


def forget(school: School, folder: Any, bucket: Bucket | None = None) -> None:
    traces = traces_of(school)
    export(traces, school.bucket, folder, NOW)
    erase(traces, Places(bucket or school.bucket, school.ring), NOW)


def everything(school: School) -> Iterator[tuple[str, bytes]]:
    for version in school.bucket.versions(""):
        yield version.key, b"" if version.marker else school.bucket.read(version.key, version.version_id)


def holding(school: School, name: str) -> list[str]:
    return [key for key, body in everything(school) if name in key or name.encode() in body]


def test_forgotten_student__stands_in_no_version_of_any_object(past, tmp_path) -> None:
    assert holding(past, STUDENT)
    forget(past, tmp_path / "exports")
    assert holding(past, STUDENT) == []
    assert MAIL not in "".join(past.stored())
    assert not any(key["name"].endswith(STUDENT) for key in past.gateway.keys.values())


def test_everybody_else__keeps_what_is_theirs(past, tmp_path) -> None:
    others_before = {key: past.bucket.read(key) for key in past.stored() if OTHER in key or OTHER_MAIL in key}
    forget(past, tmp_path / "exports")
    assert {key: past.bucket.read(key) for key in past.stored() if OTHER in key or OTHER_MAIL in key} == others_before
    assert [one["student_id"] for one in json.loads(past.bucket.read("studentsList.json"))] == [OTHER, "student03"]
    assert sorted(json.loads(past.bucket.read("_keys/studentKeys.json"))) == [OTHER, "student03"]
    report = json.loads(past.bucket.read("_runs/1/report.json"))
    assert report["scores"] == {OTHER: 5}
    assert report["missing"] == ["student03"]
    assert report["version"] == 2
    assert json.loads(past.bucket.read("_runs/1/manifest.json")) == [{"batch": "1", "students": [OTHER]}]


def test_export__holds_all_of_it_and_only_the_owner_may_read_it(past, tmp_path) -> None:
    traces = traces_of(past)
    path = export(traces, past.bucket, tmp_path / "exports", NOW)
    assert path.name == "student02-2026-11-21.zip"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        scores = [
            archive.read(name) for name in names if name.startswith(f"objects/linux/test01/{STUDENT}/score.json/")
        ]
        about = json.loads(archive.read("about.json"))
        mentions = [
            json.loads(archive.read(name)) for name in names if name.startswith("mentions/_runs/1/report.json/")
        ]
    assert sorted(scores) == [b'{"score": 4}', b'{"score": 5}']
    assert [{STUDENT: 4}, f"{STUDENT}@example.com bounced"] in mentions
    assert len(about["apiKeys"]) == 1
    assert f"_mails/{MAIL}.json" in about["objects"]
    assert OTHER not in json.dumps(mentions)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_export__never_overwrites_an_earlier_one(past, tmp_path) -> None:
    traces = traces_of(past)
    names = [export(traces, past.bucket, tmp_path, NOW).name for _ in range(3)]
    assert names == ["student02-2026-11-21.zip", "student02-2026-11-21-2.zip", "student02-2026-11-21-3.zip"]


def test_second_time__finds_nothing_and_knows_the_date(past, tmp_path) -> None:
    forget(past, tmp_path)
    again = traces_of(past)
    assert not again
    assert again.forgotten_on == "2026-11-21"


def test_student_nobody_knows__leaves_no_traces(past) -> None:
    unknown = traces_of(past, "student99")
    assert not unknown
    assert unknown.forgotten_on == ""


def test_finding__writes_nothing(past) -> None:
    before = sorted(everything(past))
    assert "object linux/test01/student02/score.json" in traces_of(past).lines()
    assert sorted(everything(past)) == before


def test_seed_after_forgetting__does_not_bring_the_student_back(past, tree, tmp_path) -> None:
    forget(past, tmp_path)
    plan = past.seed(tree)
    assert "student02 was forgotten on 2026-11-21" in plan.warnings[0]
    assert holding(past, STUDENT) == []
    assert not any(key["name"].endswith(STUDENT) for key in past.gateway.keys.values())
    assert past.seed(tree, readmit=(STUDENT,)).students.added == (STUDENT,)
    assert "studentsList.json" in holding(past, STUDENT)
    assert not past.plan(tree).changed


class Interrupted(Exception):  # noqa: N818
    """The operator's Ctrl-C."""


class Faulty:
    """An S3 client that is interrupted before one of its writes."""

    def __init__(self, client: Any, write: int) -> None:
        self._client = client
        self._left = write

    def __getattr__(self, name: str) -> Any:
        if name in {"put_object", "delete_objects"}:
            self._left -= 1
            if self._left == 0:
                raise Interrupted
        return getattr(self._client, name)


@pytest.mark.parametrize("write", range(1, 9))
def test_interruption_before_any_write__is_completed_by_the_next_run(past, tmp_path, write) -> None:
    faulty = Bucket(Faulty(past.s3, write), "school")
    try:
        forget(past, tmp_path, faulty)
    except Interrupted:
        forget(past, tmp_path)
    else:
        assert write > 6, "erasing takes fewer writes than this test supposes"
    assert holding(past, STUDENT) == []
    assert not traces_of(past)


def test_bucket_without_versions__keeps_the_rewritten_documents(past) -> None:
    past.s3.create_bucket(Bucket="plain", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    plain = Bucket(past.s3, "plain")
    for key in past.stored():
        plain.write(key, past.bucket.read(key))
    places = Places(plain, past.ring)
    erase(find_traces(places, STUDENT), places, NOW)
    assert [one["student_id"] for one in json.loads(plain.read("studentsList.json"))] == [OTHER, "student03"]
    assert json.loads(plain.read("_runs/1/report.json"))["scores"] == {OTHER: 5}
    assert not find_traces(places, STUDENT)


def test_dead_letters_about_the_student__are_exported_and_deleted(past, tmp_path) -> None:
    sqs = boto3.client("sqs", "eu-central-1")
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]
    for student in (STUDENT, OTHER, *("student03",) * 20):
        mail = ScoreMail("linux", "test01", student, f"{student}@example.com", 5)
        sqs.send_message(QueueUrl=url, MessageBody=to_message(mail))
    sqs.send_message(QueueUrl=url, MessageBody="garbage")
    queue = Queue(sqs, url)
    places = Places(past.bucket, past.ring, queue)
    traces = find_traces(places, STUDENT)
    assert len(traces.letters) == 1
    with zipfile.ZipFile(export(traces, past.bucket, tmp_path, NOW)) as archive:
        (letter,) = [archive.read(name) for name in archive.namelist() if name.startswith("letters/")]
    assert json.loads(letter)["student"] == STUDENT
    assert queue.depths() == {"waiting": 23, "under way": 0}
    erase(traces, places, NOW)
    assert queue.depths() == {"waiting": 22, "under way": 0}
    assert not find_traces(places, STUDENT)


@pytest.mark.parametrize("depth", [600, 50_000])
def test_documents_nested_beyond_reading__keep_nobody_from_being_forgotten(past, depth) -> None:
    sqs = boto3.client("sqs", "eu-central-1")
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]
    nested = "[" * depth + f'"{STUDENT}"' + "]" * depth
    sqs.send_message(QueueUrl=url, MessageBody=nested)
    past.bucket.write("_runs/1/nested.json", nested.encode())
    queue = Queue(sqs, url)
    places = Places(past.bucket, past.ring, queue)

    erase(find_traces(places, STUDENT), places, NOW)

    assert holding(past, STUDENT) == []
    assert queue.depths() == {"waiting": 0, "under way": 0}


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"digest": 1}'])
def test_damaged_list_of_the_forgotten__is_told_with_advice_before_anything_is_written(past, content) -> None:
    found = traces_of(past)
    past.bucket.write("_forgotten.json", content)
    before = past.stored()

    for step in (lambda: traces_of(past), lambda: erase(found, Places(past.bucket, past.ring), NOW)):
        with pytest.raises(StackyardError, match="list of forgotten students in school is damaged") as told:
            step()
        assert "list-object-versions --bucket school --prefix _forgotten.json" in str(told.value)
    assert past.stored() == before
