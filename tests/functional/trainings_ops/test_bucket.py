"""The bucket as operators use it: levels, versions, batches, conflicts."""

from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from trainings_ops.bucket import Bucket, etag_of


def test_folder__lists_one_level_only(school) -> None:
    for key in ("a.json", "linux/b.json", "linux/test01/c.json"):
        school.bucket.write(key, b"{}")
    assert [one.key for one in school.bucket.folder().objects] == ["a.json"]
    assert school.bucket.folder("linux/").folders == ("test01",)


def test_etag__is_that_of_the_service(school) -> None:
    school.bucket.write("a.json", b"[1]")
    assert school.bucket.folder().objects[0].etag == etag_of(b"[1]")


def test_folders_ever__hold_those_of_which_only_old_versions_are_left(school) -> None:
    school.bucket.write("linux/test01/c.json", b"{}")
    school.bucket.delete(["linux/test01/c.json"])
    assert school.bucket.folders_ever() == ["linux"]
    assert school.bucket.folders_ever("linux/") == ["test01"]


def test_missing_object__is_none(school) -> None:
    assert school.bucket.find("nothing.json") is None


def test_entries__stop_at_the_most_that_is_wanted(school) -> None:
    for number in range(5):
        school.bucket.write(f"_mails/{number}.json", b"{}")
    assert len(school.bucket.entries("_mails/", 3)) == 3


def test_more_objects_than_one_call_deletes__are_all_erased(school) -> None:
    bucket = Bucket(school.s3, "school", delete_at_once=2)
    for number in range(5):
        bucket.write(f"x/{number}", b"")
    bucket.delete(["x/0"])
    bucket.erase(bucket.versions("x/"))
    assert list(bucket.versions("x/")) == []


@pytest.mark.parametrize("etag", [None, etag_of(b"older")])
def test_document_that_somebody_else_wrote__is_not_overwritten(school, etag) -> None:
    school.bucket.write("a.json", b"theirs")
    with pytest.raises(StackyardError, match="somebody else changed") as failure:
        school.bucket.replace("a.json", b"ours", etag)
    assert "given: a.json" in str(failure.value)
    assert school.bucket.read("a.json") == b"theirs"


def test_document_that_is_gone_since__is_told(school) -> None:
    with pytest.raises(StackyardError, match="somebody else changed"):
        school.bucket.replace("a.json", b"ours", etag_of(b"older"))
