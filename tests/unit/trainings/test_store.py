from __future__ import annotations

import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError
from trainings.store import AlreadyThere, Changed, DamagedDocument, Store

from tests.unit.trainings.fake_s3 import WRITTEN, FakeS3, failure


@pytest.fixture
def s3() -> FakeS3:
    return FakeS3()


@pytest.fixture
def store(s3: FakeS3) -> Store:
    return Store(s3, "bucket")  # type: ignore[arg-type]  # a fake has the methods used, not the whole client


def test_written_document__is_read_back_with_its_version(store: Store) -> None:
    etag = store.put_json("a.json", {"x": [1, "é"]})

    found = store.get("a.json")

    assert found is not None
    assert (found.value, found.etag, found.last_modified) == ({"x": [1, "é"]}, etag, WRITTEN)
    assert store.get_json("a.json") == {"x": [1, "é"]}


def test_missing_key__reads_as_nothing(store: Store) -> None:
    assert store.get("a.json") is None
    assert store.get_json("a.json") is None
    assert store.head("a.json") is None


@pytest.mark.parametrize("read", ["get", "get_json", "head"])
def test_refused_read__is_not_taken_for_a_missing_key(store: Store, s3: FakeS3, read: str) -> None:
    refusal = failure("GetObject", "AccessDenied", 403)
    s3.faults["GetObject"], s3.faults["HeadObject"] = [refusal], [refusal]

    with pytest.raises(ClientError, match="AccessDenied"):
        getattr(store, read)("a.json")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a": 1, "a": 2}'])
def test_damaged_document__is_told_by_its_key(store: Store, s3: FakeS3, body: bytes) -> None:
    s3.keep("python/test01/questions.json", body)

    with pytest.raises(DamagedDocument) as caught:
        store.get("python/test01/questions.json")

    assert caught.value.name == "python/test01/questions.json"


def test_head__tells_size_and_time_without_reading(store: Store, s3: FakeS3) -> None:
    s3.keep("a.json", b"[1]")

    head = store.head("a.json")

    assert head is not None
    assert (head.key, head.size, head.last_modified) == ("a.json", 3, WRITTEN)
    assert s3.calls["GetObject"] == 0


def test_second_new_document__is_refused_and_the_first_stands(store: Store) -> None:
    store.put_new_json("a.json", 1)

    with pytest.raises(AlreadyThere):
        store.put_new_json("a.json", 2)

    assert store.get_json("a.json") == 1


def test_same_content_by_somebody_else__is_already_there_too(store: Store) -> None:
    store.put_new_json("a.json", 1)

    with pytest.raises(AlreadyThere):
        store.put_new_json("a.json", 1)


def test_many_writers_at_once__have_one_winner_whose_document_stands(store: Store) -> None:
    outcomes: dict[int, str] = {}
    start = threading.Barrier(16)

    def write(number: int) -> None:
        start.wait()
        try:
            store.put_new_json("a.json", number)
            outcomes[number] = "won"
        except AlreadyThere:
            outcomes[number] = "lost"

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes.values()) == ["lost"] * 15 + ["won"]
    assert outcomes[store.get_json("a.json")] == "won"  # type: ignore[index]  # the document is a number


class LostAnswerS3(FakeS3):
    """Writes, but the first answer gets lost, so that the client library sends the same request again."""

    def put_object(self, **request: Any) -> dict[str, Any]:
        if self.calls["PutObject"] == 0:
            super().put_object(**request)
        return super().put_object(**request)


def test_write_whose_answer_was_lost__counts_as_ours() -> None:
    s3 = LostAnswerS3()
    store = Store(s3, "bucket")  # type: ignore[arg-type]  # a fake has the methods used, not the whole client

    etag = store.put_new_json("a.json", 1)

    assert etag == s3.objects["a.json"].etag
    assert store.get_json("a.json") == 1


def test_replacement_whose_answer_was_lost__counts_as_ours() -> None:
    s3 = LostAnswerS3()
    s3.keep("a.json", b"1")
    store = Store(s3, "bucket")  # type: ignore[arg-type]  # a fake has the methods used, not the whole client

    assert store.put_matching("a.json", 2, s3.objects["a.json"].etag) == s3.objects["a.json"].etag
    assert store.get_json("a.json") == 2


def test_conflicting_write_under_way__is_tried_again(store: Store, s3: FakeS3) -> None:
    s3.faults["PutObject"] = [failure("PutObject", "ConditionalRequestConflict", 409)] * 2

    store.put_new_json("a.json", 1)

    assert s3.calls["PutObject"] == 3


def test_conflict_that_stays__is_raised(store: Store, s3: FakeS3) -> None:
    s3.faults["PutObject"] = [failure("PutObject", "ConditionalRequestConflict", 409)] * 99

    with pytest.raises(ClientError, match="ConditionalRequestConflict"):
        store.put_new_json("a.json", 1)

    assert s3.calls["PutObject"] <= 10


@pytest.mark.parametrize("write", ["put_json", "put_new_json", "put_matching"])
def test_write_into_a_bucket_that_is_gone__is_raised(store: Store, s3: FakeS3, write: str) -> None:
    s3.faults["PutObject"] = [failure("PutObject", "NoSuchBucket", 404)]
    arguments = ["a.json", 1] + (["etag"] if write == "put_matching" else [])

    with pytest.raises(ClientError, match="NoSuchBucket"):
        getattr(store, write)(*arguments)


@pytest.mark.parametrize("write", ["put_json", "put_new_json", "put_matching"])
def test_refused_write__is_raised(store: Store, s3: FakeS3, write: str) -> None:
    s3.faults["PutObject"] = [failure("PutObject", "AccessDenied", 403)]
    arguments = ["a.json", 1] + (["etag"] if write == "put_matching" else [])

    with pytest.raises(ClientError, match="AccessDenied"):
        getattr(store, write)(*arguments)


def test_replacement_of_the_version_read__is_written(store: Store) -> None:
    etag = store.put_json("a.json", 1)

    newer = store.put_matching("a.json", 2, etag)

    assert store.get_json("a.json") == 2
    assert newer != etag


def test_replacement_of_an_older_version__is_refused(store: Store) -> None:
    etag = store.put_json("a.json", 1)
    store.put_json("a.json", 2)

    with pytest.raises(Changed):
        store.put_matching("a.json", 3, etag)

    assert store.get_json("a.json") == 2


def test_replacement_of_a_document_that_is_gone__is_refused(store: Store) -> None:
    with pytest.raises(Changed):
        store.put_matching("a.json", 1, '"etag"')


@pytest.mark.parametrize("page_size", [1, 2, 1000])
def test_prefixes__are_listed_over_all_pages(page_size: int) -> None:
    s3 = FakeS3(page_size=page_size)
    for key in (
        "a.json",
        "python/t1/x.json",
        "python/t1/s/y.json",
        "python/t2/x.json",
        "sql/t1/x.json",
        "_runs/1/r.json",
    ):
        s3.keep(key, b"1")
    store = Store(s3, "bucket")  # type: ignore[arg-type]  # a fake has the methods used, not the whole client

    assert list(store.list_prefixes()) == ["_runs", "python", "sql"]
    assert list(store.list_prefixes("python/")) == ["t1", "t2"]
    assert list(store.list_prefixes("nothing/")) == []


@pytest.mark.parametrize("page_size", [1, 2, 1000])
def test_keys__are_listed_over_all_pages_in_order(page_size: int) -> None:
    s3 = FakeS3(page_size=page_size)
    for number in range(5):
        s3.keep(f"p/{number}.json", b"12345")
    s3.keep("q/0.json", b"1")
    store = Store(s3, "bucket")  # type: ignore[arg-type]  # a fake has the methods used, not the whole client

    listed = list(store.list_keys("p/"))

    assert [head.key for head in listed] == [f"p/{number}.json" for number in range(5)]
    assert {head.size for head in listed} == {5}
