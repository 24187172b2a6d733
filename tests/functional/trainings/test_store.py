"""The store against an S3 that is not of our own making: what the fake of the unit tests claims must hold there too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from trainings.store import AlreadyThere, Changed, Store


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        s3: Any = boto3.client("s3", region_name="eu-central-1")
        s3.create_bucket(Bucket="course", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield Store(s3, "course")


def test_document__is_written_read_and_listed(store: Store) -> None:
    etag = store.put_json("python/test01/questions.json", [1])

    found, head = store.get("python/test01/questions.json"), store.head("python/test01/questions.json")

    assert found is not None
    assert head is not None
    assert found.value == [1]
    assert found.etag == head.etag == etag
    assert found.last_modified == head.last_modified
    assert [entry.key for entry in store.list_keys("python/")] == ["python/test01/questions.json"]
    assert list(store.list_prefixes("python/")) == ["test01"]


def test_missing_key__reads_as_nothing(store: Store) -> None:
    assert store.get("nothing.json") is None
    assert store.head("nothing.json") is None
    assert list(store.list_keys("nothing/")) == []


def test_new_document__is_written_once(store: Store) -> None:
    store.put_new_json("a.json", 1)

    with pytest.raises(AlreadyThere):
        store.put_new_json("a.json", 2)

    assert store.get_json("a.json") == 1


def test_replacement__needs_the_version_that_was_read(store: Store) -> None:
    old = store.put_json("a.json", 1)
    store.put_matching("a.json", 2, old)

    with pytest.raises(Changed):
        store.put_matching("a.json", 3, old)

    assert store.get_json("a.json") == 2


def test_listing__goes_over_more_than_one_page(store: Store) -> None:
    for number in range(1_005):
        store.put_json(f"many/{number:04}/x.json", number)

    assert len(list(store.list_keys("many/"))) == 1_005
    assert len(list(store.list_prefixes("many/"))) == 1_005
