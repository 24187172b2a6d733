from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from embedded.repairs.unread_properties.tracking import TrackedRoot, track

PROPERTIES: dict[str, Any] = {
    "Name": "a",
    "Logging": {"Level": "INFO", "Format": "JSON"},
    "Rules": [{"Id": "one", "Days": 1}, {"Id": "two", "Days": 2}],
}


def unread_after(use: Any) -> list[str]:
    tracked = track(PROPERTIES)
    use(tracked)
    return tracked.unread()


def test_nothing_read__everything_is_unread() -> None:
    assert unread_after(lambda _properties: None) == ["Name", "Logging", "Rules"]


@pytest.mark.parametrize(
    "read",
    [
        lambda properties: properties["Name"],
        lambda properties: properties.get("Name"),
        lambda properties: "Name" in properties,
        lambda properties: properties.pop("Name"),
        lambda properties: properties.setdefault("Name", "b"),
    ],
)
def test_every_way_to_look_at_a_key__reads_it(read: Any) -> None:
    assert "Name" not in unread_after(read)


def test_part_of_a_nested_object_read__the_rest_is_unread_by_its_path() -> None:
    def use(properties: TrackedRoot) -> None:
        assert properties["Name"]
        assert properties["Rules"]
        assert properties["Logging"]["Level"] == "INFO"

    assert unread_after(use) == ["Logging.Format"]


def test_objects_in_a_list__are_unread_by_a_path_without_their_place() -> None:
    def use(properties: TrackedRoot) -> None:
        assert [rule["Id"] for rule in properties["Rules"]] == ["one", "two"]

    assert [path for path in unread_after(use) if path.startswith("Rules")] == ["Rules.Days"]


def test_nested_object_that_is_kept_whole__is_read_whole_even_when_one_key_was_looked_at() -> None:
    store = {}

    def use(properties: TrackedRoot) -> None:
        logging = properties["Logging"]
        assert logging["Level"]
        store["logging"] = logging

    assert "Logging.Format" not in unread_after(use)


def test_nested_object_passed_on_unopened__counts_as_read() -> None:
    assert [path for path in unread_after(lambda properties: properties["Logging"]) if "Logging" in path] == []


@pytest.mark.parametrize(
    "copied", [dict, lambda properties: {**properties}, copy.deepcopy, lambda properties: properties.copy()]
)
def test_copy__is_plain_and_counts_as_reading_everything(copied: Any) -> None:
    tracked = track(PROPERTIES)

    result = copied(tracked)

    assert type(result) is dict
    assert result == PROPERTIES
    assert tracked.unread() == []


def test_json_and_pickle__give_what_was_put_in() -> None:
    assert json.loads(json.dumps(track(PROPERTIES))) == PROPERTIES
    assert pickle.loads(pickle.dumps(track(PROPERTIES)["Logging"])) == PROPERTIES["Logging"]
