"""Lists of files by state, kind and time, and how many there are of each.

Every index is written in 8 shards, so that no part of it takes all the writes. A page asks all shards and merges what
they give; positions sort the same way in every shard, so one position is the whole cursor. Indexes follow the table
within moments: a list may be a moment old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from gearbox.catalogue.cursor import read_cursor, write_cursor
from gearbox.catalogue.items import BY_KIND, BY_STATE, BY_TIME, INDEX_KEYS, LISTED_AT, SHARDS, Item, from_item
from gearbox.catalogue.record import FileRecord, State

LARGEST_PAGE = 100
_MOST_QUERIES = 5  # for one shard and page, where a filter leaves little of each answer
_LAST = "~"  # sorts after every moment and id

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Question:
    """Which files: of a state, of a kind, received from ``since`` until before ``until``.

    Both are moments as records write them. Removed files are listed only where their state is asked for.
    """

    state: State | None = None
    kind: str = ""
    since: str = ""
    until: str = ""
    newest_first: bool = True

    def __str__(self) -> str:
        """Write it so that equal questions are equal texts."""
        order = "newest" if self.newest_first else "oldest"
        return "\n".join([self.state or "", self.kind, self.since, self.until, order])


@dataclass(frozen=True)
class Page:
    """Some files, in order, and the cursor of the next page ("" after the last one).

    A page may be short, even empty, and not be the last: where few of many files fit the question.
    """

    files: tuple[FileRecord, ...]
    cursor: str


@dataclass(frozen=True)
class Stats:
    """How many files there are of each state and of each kind."""

    states: Mapping[str, int]
    kinds: Mapping[str, int]


@dataclass(frozen=True)
class _Share:
    """What one shard gave: items in order, and the position that it has been read to ("" for its end)."""

    items: list[Item]
    reached: str


class Listing:
    """The lists, through a DynamoDB client that is asked ``at_once`` questions at a time.

    Methods raise ``ClientError`` when DynamoDB refuses.
    """

    def __init__(self, dynamodb: Any, table: str, at_once: int = SHARDS) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._at_once = at_once

    def page(self, question: Question, limit: int, cursor: str = "") -> Page:
        """Return ``limit`` files (1 to 100) after the cursor's. Raises ``BadCursor``."""
        limit = max(1, min(limit, LARGEST_PAGE))
        after = read_cursor(cursor, str(question)) if cursor else ""
        shares = self._side_by_side(lambda shard: self._share(question, shard, limit, after), range(SHARDS))
        return _merged(shares, question, limit)

    def every(self, question: Question) -> Iterator[FileRecord]:
        """Return all files, page by page."""
        page = self.page(question, LARGEST_PAGE)
        yield from page.files
        while page.cursor:
            page = self.page(question, LARGEST_PAGE, page.cursor)
            yield from page.files

    def stats(self, kinds: Iterable[str]) -> Stats:
        """Count files by state and by the given kinds."""
        by_state = [(BY_STATE, state.value) for state in State]
        by_kind = [(BY_KIND, kind) for kind in kinds]
        shards = [(*of, shard) for of in by_state + by_kind for shard in range(SHARDS)]
        counts: dict[tuple[str, str], int] = {}
        for (index, value, _), count in zip(shards, self._side_by_side(self._count, shards), strict=True):
            counts[index, value] = counts.get((index, value), 0) + count
        return Stats(
            {value: counts[index, value] for index, value in by_state},
            {kind: counts[index, kind] for index, kind in by_kind},
        )

    def _count(self, of: tuple[str, str, int]) -> int:
        index, value, shard = of
        query = {
            "KeyConditionExpression": "#shard = :shard",
            "ExpressionAttributeNames": {"#shard": INDEX_KEYS[index]},
            "ExpressionAttributeValues": {":shard": {"S": f"{value}#{shard}"}},
        }
        pages = self._pages(TableName=self._table, IndexName=index, Select="COUNT", **query)
        return sum(page["Count"] for page in pages)

    def _share(self, question: Question, shard: int, limit: int, after: str) -> _Share:
        items: list[Item] = []
        reached = ""
        query = _query(self._table, question, shard, limit, after)
        for number, page in enumerate(self._pages(**query) if query else (), start=1):
            items += page["Items"]
            reached = page.get("LastEvaluatedKey", {}).get(LISTED_AT, {}).get("S", "")
            if len(items) >= limit or number == _MOST_QUERIES:
                break
        return _Share(items, reached)

    def _side_by_side(self, function: Callable[[Given], Made], items: Iterable[Given]) -> list[Made]:
        """Call ``function`` for every item; results in the items' order. The first error is raised."""
        if self._at_once == 1:
            return [function(item) for item in items]
        with ThreadPoolExecutor(self._at_once) as pool:
            return list(pool.map(function, items))

    def _pages(self, **query: Any) -> Iterator[Mapping[str, Any]]:
        while True:
            page = self._dynamodb.query(**query)
            yield page
            if "LastEvaluatedKey" not in page:
                return
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _query(table: str, question: Question, shard: int, limit: int, after: str) -> dict[str, Any] | None:
    """Parameters of the query for one shard; ``None`` when nothing lies between its bounds."""
    index, value = _index(question, shard)
    first, last = question.since or "0", _before(question.until) if question.until else _LAST
    if after and question.newest_first:
        last = min(last, _before(after))
    elif after:
        first = max(first, f"{after}!")  # the first position after it
    if first > last:
        return None
    query: dict[str, Any] = {
        "TableName": table,
        "IndexName": index,
        "KeyConditionExpression": "#shard = :shard AND #at BETWEEN :first AND :last",
        "ExpressionAttributeNames": {"#shard": INDEX_KEYS[index], "#at": LISTED_AT},
        "ExpressionAttributeValues": {":shard": {"S": value}, ":first": {"S": first}, ":last": {"S": last}},
        "ScanIndexForward": not question.newest_first,
        "Limit": limit,
    }
    return (
        _filtered(query, "kind" if index == BY_STATE else "state", question)
        if question.state and question.kind
        else query
    )


def _filtered(query: dict[str, Any], name: str, question: Question) -> dict[str, Any]:
    query["FilterExpression"] = "#filtered = :wanted"
    query["ExpressionAttributeNames"]["#filtered"] = name
    query["ExpressionAttributeValues"][":wanted"] = {"S": str(getattr(question, name))}
    return query


def _index(question: Question, shard: int) -> tuple[str, str]:
    """The index that a question is for, and its key. What was removed stands in one index only."""
    if question.kind and question.state is not State.REMOVED:
        return BY_KIND, f"{question.kind}#{shard}"
    if question.state:
        return BY_STATE, f"{question.state}#{shard}"
    return BY_TIME, str(shard)


def _before(position: str) -> str:
    """Return a text that sorts after every position that sorts before this one, and before this one."""
    return f"{position[:-1]}{chr(ord(position[-1]) - 1)}{_LAST}"


def _merged(shares: list[_Share], question: Question, limit: int) -> Page:
    """Merge what the shards gave, as far as all of them have been read."""
    sign = max if question.newest_first else min
    unfinished = [share.reached for share in shares if share.reached]
    horizon = sign(unfinished) if unfinished else ""
    items = sorted((item for share in shares for item in share.items), key=_position, reverse=question.newest_first)
    whole = [item for item in items if not horizon or sign(_position(item), horizon) == _position(item)]
    following = _position(whole[limit - 1]) if len(whole) > limit else horizon
    cursor = write_cursor(following, str(question)) if following else ""
    return Page(tuple(from_item(item) for item in whole[:limit]), cursor)


def _position(item: Item) -> str:
    return str(item[LISTED_AT]["S"])
