"""Descriptions of AWS's services that sessions share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader, Loader
from stackyard.service_models import USUAL, new_session, read_ahead


class Counting(JSONFileLoader):
    """Reads files, and counts them."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def load_file(self, file_path: str) -> Any:
        self.read.append(file_path)
        return super().load_file(file_path)


@pytest.fixture
def files() -> Counting:
    return Counting()


@pytest.fixture
def loader(files: Counting) -> Loader:
    return Loader(file_loader=files)


def _make_clients(loader: Loader) -> None:
    session = new_session(loader=loader)
    session.set_credentials("key", "secret")
    for service in USUAL:
        session.create_client(service, region_name="eu-central-1", endpoint_url="http://127.0.0.1:9")


def test_what_was_read_ahead__is_read_by_no_session_again(loader: Loader, files: Counting) -> None:
    read_ahead(loader=loader)
    ahead = len(files.read)
    _make_clients(loader)
    assert ahead > 0
    assert files.read[ahead:] == []


def test_sessions__share_what_they_read() -> None:
    first, second = new_session(), new_session()
    assert first is not second
    assert first.get_component("data_loader") is second.get_component("data_loader")


def test_models_of_ones_own__are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    assert str(tmp_path) in new_session().get_component("data_loader").search_paths


def test_profile_that_does_not_exist__does_not_stop_reading_ahead(
    loader: Loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    read_ahead(loader=loader)
