"""Every setting of this repository is declared once, explained, and of use."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from stackyard.schema.model import ANSIBLES_OWN, Schema
from stackyard.schema.places import in_inventory

ROOT = Path(__file__).resolve().parents[3]
# Set by plays themselves, and by the inventory file of an ephemeral environment.
NOT_IN_FILES = {"stackyard_report_kind", "stackyard_ephemeral_record", "inventory_dir"}


@cache
def schema() -> Schema:
    return Schema.read(ROOT)


@cache
def set_in_files() -> dict[str, set[str]]:
    """Files, by the names of variables that they set."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "group_vars").rglob("*.yml")):
        for name in yaml.safe_load(path.read_text(encoding="utf-8")) or {}:
            found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    for places in in_inventory(ROOT / "inventory.yml", ROOT).values():
        for place in places:
            found.setdefault(place.name, set()).add("inventory.yml")
    return found


@cache
def words_of_the_code() -> frozenset[str]:
    folders = ("playbooks", "roles", "group_vars", "plugins")
    files = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".yml", ".py"})
    return frozenset(word for path in files for word in re.findall(r"\w+", path.read_text(encoding="utf-8")))


def test_every_variable_of_group_vars_and_inventory__is_declared() -> None:
    assert {name: files for name, files in set_in_files().items() if not schema().knows(name)} == {}


def test_every_declared_setting__is_set_somewhere() -> None:
    declared = {name for name, one in schema().settings.items() if not one.option}
    assert declared - set(set_in_files()) - NOT_IN_FILES == set()


def test_every_declared_option__is_read_and_set_nowhere() -> None:
    options = {name for name, one in schema().settings.items() if one.option}
    assert options - words_of_the_code() == set()
    assert options & set(set_in_files()) == set()


@pytest.mark.parametrize("name", sorted(name for name in set_in_files() if not name.startswith(ANSIBLES_OWN)))
def test_setting_of_all_environments__is_declared_in_the_file_of_the_same_name(name: str) -> None:
    own = [Path(file).stem for file in set_in_files()[name] if file.startswith("group_vars/all/")]
    capability = schema().settings[name].group == "partition"  # computed where they follow from others
    assert capability or not own or own == [schema().settings[name].group]


def test_every_option__is_explained_where_it_is_declared() -> None:
    assert [name for name, one in schema().settings.items() if one.option and not one.description] == []
