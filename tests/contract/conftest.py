"""Servers shared by all contract tests, started when first asked for: repaired, as MiniStack ships it, AWS China."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from embedded.partition import PARTITIONS
from tests.contract.embedded_server import EmbeddedServer


@pytest.fixture(scope="session")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The embedded AWS with every repair."""
    server = EmbeddedServer(tmp_path_factory.mktemp("repaired"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """MiniStack without any repair: what each contract test shows first."""
    server = EmbeddedServer(tmp_path_factory.mktemp("stock"), without_repairs="all")
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def china(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The embedded AWS China with every repair."""
    server = EmbeddedServer(tmp_path_factory.mktemp("china"), partition=PARTITIONS["aws-cn"])
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], EmbeddedServer]]:
    """Gives the embedded AWS with every repair but the named one, where stock lacks what it takes to show the fault."""
    servers: dict[str, EmbeddedServer] = {}

    def started(repair: str) -> EmbeddedServer:
        if repair not in servers:
            servers[repair] = EmbeddedServer(tmp_path_factory.mktemp("without"), without_repairs=repair).start()
        return servers[repair]

    yield started
    for server in servers.values():
        server.stop()
