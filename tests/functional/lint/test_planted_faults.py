"""Every planted fault is caught by the rule that is about it, and what is shipped has none."""

from __future__ import annotations

import pytest

from tests.planted_faults.catching import Template, found_in, found_in_source, planted, shipped
from tests.planted_faults.faults import all_faults, all_source_faults
from tests.planted_faults.planting import Fault, SourceFault


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    return shipped(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def before(templates: dict[str, Template]) -> dict[str, list[tuple[str, str]]]:
    return {place: found_in(template) for place, template in templates.items()}


@pytest.mark.parametrize("fault", all_faults(), ids=lambda fault: f"{fault.rule}-{fault.what}")
def test_planted_fault__is_caught(
    fault: Fault, templates: dict[str, Template], before: dict[str, list[tuple[str, str]]]
) -> None:
    new = [found for found in found_in(planted(fault, templates)) if found not in before[fault.place]]
    assert fault.rule in {rule for rule, _ in new}


@pytest.mark.parametrize("fault", all_source_faults(), ids=lambda fault: f"{fault.rule}-{fault.what}")
def test_fault_planted_in_a_source__is_caught(fault: SourceFault) -> None:
    assert fault.rule in found_in_source(fault)


def test_faults__are_told_apart_by_their_words() -> None:
    words = [fault.what for fault in all_faults()] + [fault.what for fault in all_source_faults()]
    assert len(words) == len(set(words))
