"""What the catalogue relies on, held against every table that there is: in memory, in process, and embedded.

A table that passes may stand in for DynamoDB wherever gearbox is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from gearbox.arrivals import file_id_of
from gearbox.catalogue.cursor import BadCursor
from gearbox.catalogue.items import EXPIRES_AT, INDEX_KEYS, LISTED_AT, PROJECTED
from gearbox.catalogue.listing import Listing, Page, Question
from gearbox.catalogue.record import Attempt, Failure, FileRecord, State
from gearbox.catalogue.table import Changed, FilesTable

TABLE = "files"

FULL = FileRecord(
    file_id=file_id_of("a/ü b"),
    bucket="inbox",
    key="a/ü b",
    state=State.FAILED,
    received_at="2026-11-21T10:00:00.000001Z",
    sequencer="00A1",
    generation=2,
    redrives=1,
    removal=True,
    size=0,
    attempts=3,
    lease_until=1.25,
    seconds=0.1,
    failure=Failure("damaged", "it ends too early", transient=False),
    history=(Attempt("2026-11-21T10:00:01.000000Z", "failed", 0.1, "damaged", "it ends too early"),),
    kind="image",
    type_matches=False,
    metadata={"": [1e300, None, {"deep": ["ü"]}], "rows": 10**15},
    expires_at=1_800_000_000,
)


def definition() -> dict[str, Any]:
    """Parameters of CreateTable, as the template of the stack ``data`` has them."""
    hashed = {"AttributeName": "file_id", "KeyType": "HASH"}
    indexes = [
        {
            "IndexName": index,
            "KeySchema": [
                {"AttributeName": key, "KeyType": "HASH"},
                {"AttributeName": LISTED_AT, "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(PROJECTED)},
        }
        for index, key in INDEX_KEYS.items()
    ]
    names = ["file_id", LISTED_AT, *INDEX_KEYS.values()]
    return {
        "TableName": TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [hashed],
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "GlobalSecondaryIndexes": indexes,
    }


def created(client: Any) -> Iterator[Any]:
    """Make the table for one test."""
    client.create_table(**definition())
    client.get_waiter("table_exists").wait(TableName=TABLE)
    client.update_time_to_live(TableName=TABLE, TimeToLiveSpecification={"Enabled": True, "AttributeName": EXPIRES_AT})
    yield client
    client.delete_table(TableName=TABLE)


class TableSuite:
    """The tests; whoever inherits gives the fixture ``dynamodb``: a client with an empty table ``files``."""

    def test_record__comes_back_as_it_was_written(self, dynamodb: Any) -> None:
        table = FilesTable(dynamodb, TABLE)

        written = table.put(FULL, None)

        assert table.get(FULL.file_id) == written == replace(FULL, revision=written.revision)
        assert table.get(file_id_of("another")) is None

    def test_second_beginning__is_refused_and_shows_the_first(self, dynamodb: Any) -> None:
        table = FilesTable(dynamodb, TABLE)
        first = table.put(FULL, None)

        with pytest.raises(Changed) as caught:
            table.put(replace(FULL, attempts=9), None)

        assert caught.value.now == first == table.get(FULL.file_id)

    def test_record__is_replaced_by_whoever_saw_it_last(self, dynamodb: Any) -> None:
        table = FilesTable(dynamodb, TABLE)
        first = table.put(FULL, None)
        second = table.put(replace(first, attempts=4, failure=None, size=None), first)

        with pytest.raises(Changed) as caught:
            table.put(replace(first, attempts=5), first)

        assert caught.value.now == second == table.get(FULL.file_id)
        assert second.failure is None
        assert second.size is None

    def test_record_that_is_gone__is_not_replaced(self, dynamodb: Any) -> None:
        with pytest.raises(Changed) as caught:
            FilesTable(dynamodb, TABLE).put(FULL, replace(FULL, revision="gone"))

        assert caught.value.now is None

    def test_write_repeated_by_the_client_library__counts_as_written(self, dynamodb: Any) -> None:
        first = FilesTable(dynamodb, TABLE).put(FULL, None)
        repeating = FilesTable(_Repeating(dynamodb), TABLE)

        second = repeating.put(replace(first, attempts=4), first)

        assert second == repeating.get(FULL.file_id)
        assert repeating.put(replace(FULL, file_id="f" * 32), None).file_id == "f" * 32

    @pytest.mark.parametrize("newest_first", [True, False])
    @pytest.mark.parametrize("limit", [1, 3, 8, 100])
    def test_pages__show_every_file_once_in_order(self, dynamodb: Any, limit: int, newest_first: bool) -> None:
        keys = _filled(FilesTable(dynamodb, TABLE), 25)
        question = Question(newest_first=newest_first)

        pages = list(_pages(Listing(dynamodb, TABLE), question, limit))

        listed = [record.key for page in pages for record in page.files]
        assert listed == (keys[::-1] if newest_first else keys)
        assert max(len(page.files) for page in pages) <= limit

    def test_lists__know_state_kind_and_time(self, dynamodb: Any) -> None:
        keys = _filled(FilesTable(dynamodb, TABLE), 25)
        listing = Listing(dynamodb, TABLE)

        def listed(**of: Any) -> list[str]:
            return [record.key for record in listing.every(Question(newest_first=False, **of))]

        assert listed(state=State.FAILED) == keys[1::3]
        assert listed(state=State.READY) == [key for number, key in enumerate(keys) if number % 3 != 1]
        assert listed(kind="pdf") == keys[::2]
        assert listed(kind="pdf", state=State.FAILED) == [key for key in keys[::2] if key in keys[1::3]]
        assert listed(since=_at(5), until=_at(8)) == keys[5:8]
        assert listed(since=_at(8), until=_at(5)) == []
        assert listed(kind="tar") == []

    def test_list__holds_what_a_list_shows(self, dynamodb: Any) -> None:
        FilesTable(dynamodb, TABLE).put(FULL, None)

        (shown,) = Listing(dynamodb, TABLE).page(Question(state=State.FAILED), 10).files

        assert (shown.file_id, shown.key, shown.kind, shown.size) == (FULL.file_id, FULL.key, FULL.kind, 0)
        assert (shown.failure, shown.received_at, shown.attempts) == (FULL.failure, FULL.received_at, 3)
        assert (shown.history, shown.metadata, shown.revision) == ((), {}, "")

    def test_removed_file__is_listed_only_by_that_state(self, dynamodb: Any) -> None:
        FilesTable(dynamodb, TABLE).put(replace(FULL, state=State.REMOVED), None)
        listing = Listing(dynamodb, TABLE)

        assert listing.page(Question(), 10).files == listing.page(Question(kind="image"), 10).files == ()
        assert len(listing.page(Question(state=State.REMOVED), 10).files) == 1
        assert len(listing.page(Question(state=State.REMOVED, kind="image"), 10).files) == 1
        assert listing.page(Question(state=State.REMOVED, kind="pdf"), 10).files == ()

    def test_file_that_changes_its_state__changes_lists_and_counts(self, dynamodb: Any) -> None:
        table = FilesTable(dynamodb, TABLE)
        first = table.put(FULL, None)
        table.put(replace(first, state=State.READY, kind="pdf"), first)

        stats = Listing(dynamodb, TABLE).stats(["pdf", "image"])

        assert stats.states == {state: int(state is State.READY) for state in State}
        assert stats.kinds == {"pdf": 1, "image": 0}

    def test_cursor_of_another_question__is_refused(self, dynamodb: Any) -> None:
        _filled(FilesTable(dynamodb, TABLE), 5)
        listing = Listing(dynamodb, TABLE)
        cursor = listing.page(Question(), 2).cursor

        with pytest.raises(BadCursor, match="another question"):
            listing.page(Question(kind="pdf"), 2, cursor)


class _Repeating:
    """A client whose answers get lost, and which therefore asks again."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.get_item = client.get_item

    def put_item(self, **arguments: Any) -> Any:
        self._client.put_item(**arguments)
        return self._client.put_item(**arguments)


def _filled(table: FilesTable, count: int) -> list[str]:
    """Write files, the second of every three failed, the first of every two a PDF; their keys, the oldest first."""
    keys = [f"key {number}" for number in range(count)]
    for number, key in enumerate(keys):
        state = State.FAILED if number % 3 == 1 else State.READY
        kind = "text" if number % 2 else "pdf"
        table.put(FileRecord(file_id_of(key), "inbox", key, state, _at(number), kind=kind), None)
    return keys


def _at(second: int) -> str:
    return f"2026-11-21T10:00:{second:02}.000000Z"


def _pages(listing: Listing, question: Question, limit: int) -> Iterator[Page]:
    page = listing.page(question, limit)
    yield page
    while page.cursor:
        page = listing.page(question, limit, page.cursor)
        yield page
