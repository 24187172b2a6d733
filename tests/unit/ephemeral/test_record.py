"""Files of copies: inventories that Ansible reads, and that nobody overwrites by accident."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from stackyard.ephemeral.record import Record, Records
from stackyard.errors import StackyardError
from stackyard.settings.short_lived import inventory_of, short_lived

RECORD = Record("kim-main-3f2a", "dev", "eu-central-1", "2h", "2026-11-21T20:00:00Z", "kim")


def test_reserved__is_found_again(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    assert records.reserve(RECORD)
    assert records.find(RECORD.name) == RECORD
    assert records.all() == [RECORD]
    assert short_lived(tmp_path, {}) == [RECORD.name]
    assert inventory_of(tmp_path, RECORD.name, {}) == tmp_path / ".local/environments/kim-main-3f2a.yml"


def test_second_one_of_the_same_name__is_not_written(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    records.reserve(RECORD)
    assert not records.reserve(replace(RECORD, by="somebody else"))
    assert records.find(RECORD.name) == RECORD


def test_reserved_or_refused__leaves_no_other_file(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    for by in ("kim", "somebody else"):
        records.reserve(replace(RECORD, by=by))
    assert list(records.folder.iterdir()) == [records.path(RECORD.name)]


def test_inventory__places_the_copy_below_its_original(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    records.write(RECORD)
    document = yaml.safe_load(records.path(RECORD.name).read_text())
    host = document["all"]["children"]["dev"]["children"]["ephemeral"]["children"][RECORD.name]["hosts"][RECORD.host]
    assert host["stackyard_environment"] == RECORD.name
    assert host["stackyard_expires"] == RECORD.expires
    assert host["aws_region"] == "eu-central-1"
    assert host["inventory_dir"] == str(tmp_path)


def test_file__is_its_owners_to_read(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    records.reserve(RECORD)
    assert records.path(RECORD.name).stat().st_mode & 0o777 == 0o600
    records.write(RECORD)
    assert records.path(RECORD.name).stat().st_mode & 0o777 == 0o600


def test_file_of_a_later_kit__is_read_all_the_same(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    records.write(RECORD)
    path = records.path(RECORD.name)
    path.write_text(re.sub(r"^( +)by: kim$", r"\1by: kim\n\1colour: red", path.read_text(), flags=re.M))
    assert "colour: red" in path.read_text()
    assert records.find(RECORD.name) == RECORD


def test_state_elsewhere__takes_the_files_along(tmp_path: Path) -> None:
    environ = {"STACKYARD_LOCAL_STATE": str(tmp_path / "state")}
    Records(tmp_path, environ).write(RECORD)
    assert (tmp_path / "state.environments" / "kim-main-3f2a.yml").is_file()
    assert short_lived(tmp_path, {}) == []


def test_removed__leaves_neither_file_nor_lock(tmp_path: Path) -> None:
    records = Records(tmp_path, {})
    records.write(RECORD)
    records.lock(RECORD.name).touch()
    records.remove(RECORD.name)
    records.remove(RECORD.name)
    assert list(records.folder.iterdir()) == []
    assert not records.lock(RECORD.name).exists()


@pytest.mark.parametrize("content", ["", "[]", "all: {children: {}}", "\x00", "all: {hosts: {}}", "{"])
def test_file_that_is_none__counts_for_nothing(tmp_path: Path, content: str) -> None:
    records = Records(tmp_path, {})
    records.folder.mkdir(parents=True)
    records.path("kim").write_text(content)
    assert records.all() == []


@pytest.mark.parametrize("name", ["../../etc", "", "A", "a/b"])
def test_name_that_leads_elsewhere__is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StackyardError, match="no name"):
        Records(tmp_path, {}).path(name)
    assert inventory_of(tmp_path, name, {}) is None
