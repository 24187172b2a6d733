"""Many small calls to AWS at once, within the bounds of the client's connection pool."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from lambda_kit.clients import POOL_SIZE

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_parallel(function: Callable[[Given], Made], items: Iterable[Given]) -> list[Made]:
    """Call ``function`` for every item, a few at once; results in the items' order. The first error is raised."""
    with ThreadPoolExecutor(POOL_SIZE) as pool:
        return list(pool.map(function, items))
