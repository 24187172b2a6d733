"""CloudFormation's limits on templates."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.faults import Faults
from stackyard.templates.limits import LONGEST_NAME, MOST, S3_LIMIT, check_size, check_template

ENTRIES: dict[str, Any] = {
    "Resources": {"Type": "AWS::SNS::Topic"},
    "Parameters": {"Type": "String"},
    "Outputs": {"Value": "x"},
    "Mappings": {"a": {"b": "c"}},
    "Conditions": {"Fn::Equals": ["a", "b"]},
}


def told(document: dict[str, Any]) -> list[str]:
    faults = Faults("a template")
    check_template(document, "shop/api.yaml", faults)
    return [str(error) for error in faults.errors]


def of(section: str, *names: object) -> dict[str, Any]:
    return {section: dict.fromkeys(names, ENTRIES[section])}


@pytest.mark.parametrize(("section", "most"), [("Resources", 500), ("Parameters", 200), ("Outputs", 200)])
def test_number_of_entries__has_a_limit(section: str, most: int) -> None:
    assert MOST[section] == most
    assert told(of(section, *(f"N{number}" for number in range(most)))) == []
    [text] = told(of(section, *(f"N{number}" for number in range(most + 1))))
    what = section.lower()
    assert text.startswith(f"a template has more {what} than the {most} that CloudFormation takes\n")
    assert f"given: shop/api.yaml: {most + 1} {what}" in text


def test_number_of_mappings__has_a_limit() -> None:
    assert told(of("Mappings", *(f"N{number}" for number in range(200)))) == []
    assert len(told(of("Mappings", *(f"N{number}" for number in range(201))))) == 1


@pytest.mark.parametrize("section", list(ENTRIES))
@pytest.mark.parametrize("name", ["My-Topic", "my_topic", "Thémă", "a b", "", "A.B", "\x1b[2J"])
def test_name_with_other_characters__is_refused(section: str, name: str) -> None:
    [text] = told(of(section, name, "Good"))
    assert text.startswith(f"shop/api.yaml: CloudFormation does not take the names of some {section.lower()}")
    assert "\x1b" not in text


@pytest.mark.parametrize("section", list(ENTRIES))
def test_long_name__is_refused_above_the_limit(section: str) -> None:
    assert told(of(section, "N" * LONGEST_NAME)) == []
    [text] = told(of(section, "N" * (LONGEST_NAME + 1)))
    assert "longer than 255 characters" in text
    assert len(text) < 300


def test_numbers_as_names_and_loops__are_taken() -> None:
    assert told(of("Resources", 5, "0123")) == []
    assert told({"Resources": {"Fn::ForEach::Topics": ["Name", ["a"], {}]}}) == []


@pytest.mark.parametrize("section", list(ENTRIES))
def test_section_that_is_no_mapping__is_refused(section: str) -> None:
    [text] = told({section: ["s"]})
    assert text.startswith(f"shop/api.yaml: the section {section} is no mapping")
    assert told({section: []}) == []


@pytest.mark.parametrize("section", [section for section in ENTRIES if section != "Conditions"])
@pytest.mark.parametrize("entry", [None, 5, "text", ["list"]])
def test_entry_that_is_no_mapping__is_refused(section: str, entry: Any) -> None:
    [text] = told({section: {"Name": entry}})
    assert text.startswith(f"shop/api.yaml: some {section.lower()} declare nothing\n  given: Name\n")


def test_many_odd_names__are_told_in_one_line() -> None:
    [text] = told(of("Resources", *(f"odd-{number}" for number in range(9))))
    assert "odd-0, odd-1, odd-2, odd-3, odd-4 and 4 more" in text


@pytest.mark.parametrize(("size", "count"), [(S3_LIMIT, 0), (S3_LIMIT + 2, 1)])
def test_size__counts_bytes(size: int, count: int) -> None:
    faults = Faults("a template")
    check_size("ä" * (size // 2), "shop/api.yaml", faults)
    assert len(faults.errors) == count
