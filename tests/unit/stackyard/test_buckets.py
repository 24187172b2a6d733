"""Emptying buckets."""

from __future__ import annotations

import pytest
from stackyard.buckets import empty_bucket
from stackyard.errors import StackyardError

from tests.fakes.s3 import FakeS3


def test_versions_markers_and_uploads__all_go() -> None:
    s3 = FakeS3({"b": [("a", "1"), ("a", "2")]}, {"b": [("a", "3")]}, {"b": [("big", "u1"), ("bigger", "u2")]})
    assert empty_bucket(s3, "b") == 3
    assert (s3.versions, s3.markers, s3.uploads) == ({"b": []}, {"b": []}, {"b": []})


def test_thousands_of_versions__go_a_page_at_a_time() -> None:
    s3 = FakeS3({"b": [(f"k{number}", "1") for number in range(2500)]})
    assert empty_bucket(s3, "b") == 2500
    assert s3.deletions == [1000, 1000, 500]


def test_names_that_xml_cannot_carry__go_one_by_one() -> None:
    s3 = FakeS3({"b": [("a", "1"), ("\x01\x1b[31m", "1"), ("\ufffe", "1"), ("b\tc\n", "1")]})
    assert empty_bucket(s3, "b") == 4
    assert (s3.deletions, s3.versions) == ([1, 1, 2], {"b": []})


def test_empty_bucket__makes_no_deletion() -> None:
    s3 = FakeS3({"b": []})
    assert empty_bucket(s3, "b") == 0
    assert s3.deletions == []


def test_missing_bucket__counts_as_empty() -> None:
    assert empty_bucket(FakeS3(), "gone") == 0


def test_object_that_cannot_be_deleted__is_named() -> None:
    s3 = FakeS3({"b": [("contract.pdf", "1")]}, held=("contract.pdf",))
    with pytest.raises(StackyardError, match="1 object of bucket b cannot be deleted") as caught:
        empty_bucket(s3, "b")
    assert caught.value.given == "contract.pdf: AccessDenied legal hold"
