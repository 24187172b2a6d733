"""Settings against their declarations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.faults import Faults
from stackyard.schema.check import check_groups, check_settings
from stackyard.schema.model import Schema
from stackyard.schema.places import COMMAND_LINE, Place

DECLARED = """
settings:
  shop_name: {type: string, description: What the shop is called.}
  shop_people:
    type: array
    maxItems: 2
    uniqueItems: true
    items: {type: object, required: [name], properties: {name: {type: string}}, additionalProperties: false}
  shop_open: {type: boolean}
  shop_rate: {type: integer, minimum: 1, maximum: 50}
  shop_form: {enum: ["", modern]}
  shop_secret: {type: string, maxLength: 3}
  shop_days: {$ref: "#/$defs/days"}
  shop_limits: {type: object, additionalProperties: {type: number}}
options:
  prune: {type: boolean, description: Whether to prune.}
$defs:
  days: {type: integer, minimum: 1}
"""


@pytest.fixture
def schema(tmp_path: Path) -> Schema:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/shop.yaml").write_text(DECLARED)
    specs = tmp_path / "roles/sell/meta/argument_specs.yml"
    specs.parent.mkdir(parents=True)
    specs.write_text("argument_specs: {main: {options: {sell_fast: {type: bool}, stackyard_target: {type: dict}}}}\n")
    return Schema.read(tmp_path)


def at(name: str, raw: Any, line: int = 1) -> Place:
    return Place(name, raw, "dev", "group_vars/dev/main.yml", line)


def fault_of(schema: Schema, raw: Any, name: str = "shop_people") -> str:
    (fault,) = faults_of(schema, at(name, raw))
    return fault


def faults_of(schema: Schema, *places: Place, values: dict[str, Any] | None = None) -> list[str]:
    faults = Faults("settings")
    check_settings(schema, places, (values or {}).__getitem__, faults)
    return [str(error) for error in faults.errors]


@pytest.mark.parametrize(
    "place",
    [
        at("shop_open", False),
        at("shop_rate", 50),
        at("shop_form", ""),
        at("shop_days", 3),
        at("sell_fast", True),
        at("ansible_connection", "local"),
        at("shop_secret", "REPLACE-ME: yours"),
        Place("shop_rate", "7", COMMAND_LINE),
        Place("shop_open", "no", COMMAND_LINE),
        Place("prune", "true", COMMAND_LINE),
    ],
    ids=lambda place: f"{place.name}={place.raw}",
)
def test_good_setting__passes(schema: Schema, place: Place) -> None:
    assert faults_of(schema, place) == []


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        (0, "it is a whole number from 1 to 50"),
        ("fast", "it is a whole number from 1 to 50"),
        ("7", "it is a whole number from 1 to 50; write it without quotes"),
        (None, "it is a whole number from 1 to 50"),
    ],
)
def test_value_that_is_not_allowed__is_told_with_its_place_and_what_is(schema: Schema, raw: Any, remedy: str) -> None:
    (fault,) = faults_of(schema, at("shop_rate", raw, 4))
    assert fault.startswith("group_vars/dev/main.yml:4: shop_rate cannot be this")
    assert remedy in fault


def test_choice__is_told_with_all_choices(schema: Schema) -> None:
    (fault,) = faults_of(schema, at("shop_form", "classic"))
    assert "remedy: it is one of empty, modern" in fault


def test_number_where_a_text_belongs__is_told_to_be_quoted(schema: Schema) -> None:
    (fault,) = faults_of(schema, at("shop_secret", 123))
    assert "write it in quotes" in fault


def test_part_of_a_value__is_named(schema: Schema) -> None:
    (fault,) = faults_of(schema, at("shop_limits", {"fast": "much"}))
    assert "shop_limits cannot be this (at fast)" in fault


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        ([{}], "it is a mapping with name"),
        ([{"name": "a", "nam": "b"}], "it is a mapping with nothing but name"),
        ([{"name": 3}], "it is a text"),
        ([{"name": "a"}, {"name": "a"}], "it is a list in which nothing stands twice"),
        ([{"name": one} for one in "abc"], "it is a list of 2 parts or less"),
    ],
)
def test_what_is_wrong_inside_of_a_value__is_said(schema: Schema, raw: Any, remedy: str) -> None:
    assert f"remedy: {remedy}" in fault_of(schema, raw)


def test_secret_inside_of_a_value__is_not_shown(schema: Schema) -> None:
    assert "hunter2" not in fault_of(schema, [{"password": "hunter2"}])
    assert "4711" not in fault_of(schema, {"token": 4711}, "shop_rate")


def test_value_made_of_a_secret__is_not_shown(schema: Schema) -> None:
    (fault,) = faults_of(schema, at("shop_rate", "{{ my_password }}!"), values={"shop_rate": "hunter2!"})
    assert "hunter2" not in fault


def test_setting_that_stands_twice_in_a_file__is_told(schema: Schema) -> None:
    (fault,) = faults_of(schema, at("shop_rate", 4, 1), at("shop_rate", 5, 7))
    assert "stands twice" in fault
    assert "group_vars/dev/main.yml:1 and group_vars/dev/main.yml:7" in fault


def nobody_sets(name: str) -> Any:
    raise StackyardError(f"{name} cannot be resolved", remedy="mend it")


def test_setting_that_everybody_needs_and_nobody_sets__is_told_alone(schema: Schema) -> None:
    faults = Faults("settings")
    demanding = replace(schema, required=frozenset({"shop_name"}))
    check_settings(demanding, [at("shop_rate", "{{ shop_name }}")], nobody_sets, faults)
    (fault,) = faults.errors
    assert (fault.problem, fault.given) == (
        "nobody sets what every environment needs",
        "shop_name: What the shop is called.",
    )


def test_needed_setting_in_an_encrypted_file__is_not_missed(schema: Schema) -> None:
    faults = Faults("settings")
    check_settings(replace(schema, required=frozenset({"shop_name"})), [], {"shop_name": "a"}.__getitem__, faults)
    assert faults.errors == []


def test_secret__is_not_shown(schema: Schema) -> None:
    (fault,) = faults_of(schema, at("shop_secret", "hunter2"))
    assert "hunter2" not in fault


def test_template__is_judged_by_what_it_gives(schema: Schema) -> None:
    place = at("shop_rate", "{{ others }}")
    assert faults_of(schema, place, values={"shop_rate": "12"}) == []
    (fault,) = faults_of(schema, place, values={"shop_rate": 60})
    assert "given: shop_rate: 60" in fault


def test_template_that_cannot_be_resolved__is_told_with_its_place(schema: Schema) -> None:
    def value_of(name: str) -> Any:
        raise StackyardError(f"{name} cannot be resolved", remedy="mend it")

    faults = Faults("settings")
    check_settings(schema, [at("shop_rate", "{{ nobody }}", 9)], value_of, faults)
    assert [error.problem for error in faults.errors] == ["group_vars/dev/main.yml:9: shop_rate cannot be resolved"]


def test_encrypted_value__is_judged_by_what_it_holds_and_not_shown(schema: Schema) -> None:
    place = Place("shop_rate", "$ANSIBLE_VAULT", "dev", "group_vars/dev/main.yml", 1, tagged=True)
    assert faults_of(schema, place, values={"shop_rate": 12}) == []
    (fault,) = faults_of(schema, place, values={"shop_rate": 99})
    assert "99" not in fault


def test_only_the_value_that_counts__is_judged(schema: Schema) -> None:
    everybody = Place("shop_rate", 99, "all", "group_vars/all/shop.yml", 1)
    assert faults_of(schema, everybody, at("shop_rate", 5)) == []


def test_unknown_names__are_all_told_with_what_was_meant(schema: Schema) -> None:
    misspelt, strange = faults_of(schema, at("shop_rat", 5, 2), Place("colour", "red", COMMAND_LINE))
    assert "given: shop_rat (group_vars/dev/main.yml:2)" in misspelt
    assert "did you mean shop_rate?" in misspelt
    assert "given: colour (given by -e)" in strange
    assert "did you mean" not in strange


def test_option_of_a_command_in_a_file__is_told_to_have_no_effect_there(schema: Schema) -> None:
    (fault,) = faults_of(schema, at("prune", True))
    assert "this is an option of commands" in fault


def test_folder_of_no_group__is_told() -> None:
    faults = Faults("settings")
    check_groups("group_vars", ["all", "prod"], ["all", "produ"], faults)
    assert [error.given for error in faults.errors] == ["group_vars/produ"]


def test_declaration_that_stands_twice__is_refused(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/shop.yaml").write_text("settings:\n  shop_x: {type: string}\n  shop_x: {type: integer}\n")
    with pytest.raises(StackyardError, match="names something twice") as caught:
        Schema.read(tmp_path)
    assert caught.value.given == "shop_x (schemas/shop.yaml:2 and schemas/shop.yaml:3)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("settings: {a: {type: wholenumber}}", "a: 'wholenumber' is not valid"),
        ("settings: {Shop-Rate: {type: string}}", "'Shop-Rate' is no name of a variable"),
        ("rules: {}", "sections are settings, options, $defs, required"),
        ("settings: {shop_rate: {type: integer}}", "shop_rate is declared in"),
        ("settings: [", "while parsing"),
        ("settings: [shop_x]", "settings is no mapping"),
        ("settings: {shop_x: integer}", "shop_x: no mapping"),
        ('settings: {shop_x: {items: {$ref: "#/$defs/weeks"}}}', "shop_x: there is no #/$defs/weeks"),
        ("$defs: {days: {type: string}}", "$defs of another file have days"),
        ("required: [shop_x]", "not declared: shop_x"),
        ("required: [[shop_rate]]", "required: ['shop_rate'] is no name of a setting"),
        ("$defs: {weeks: 3}", "$defs: weeks: no mapping"),
        ("settings: {shop_x: {typ: string}}", "shop_x: typ is no word of JSON Schema"),
    ],
)
def test_declaration_that_is_none__is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/shop.yaml").write_text(DECLARED)
    (tmp_path / "schemas/stall.yaml").write_text(text)
    with pytest.raises(StackyardError, match="does not declare settings as it should") as caught:
        Schema.read(tmp_path)
    assert told in caught.value.given


def test_mapping_made_of_other_settings__is_resolved_only_by_a_thorough_look(schema: Schema) -> None:
    place, faults = at("shop_limits", "{{ others }}"), Faults("settings")
    check_settings(
        schema, [place, at("ansible_port", "{{ 22 }}")], dict[str, Any]().__getitem__, faults, thorough=False
    )
    assert faults.errors == []
    assert faults_of(schema, place, values={"shop_limits": {"fast": "much"}}) != []


def test_word_of_the_command_line_that_sets_nothing__is_told_as_that(schema: Schema) -> None:
    (found,) = faults_of(schema, Place("_raw_params", "prune", COMMAND_LINE))
    assert found == "-e takes a name and a value\n  given: -e prune\n  remedy: -e name=value, or -e @file"
