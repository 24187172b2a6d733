"""What the packaging benchmark generates and how it sums up."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bench.measuring import Measurement
from tests.bench.packaging.cases import of_any_function
from tests.bench.packaging.functions import NUMPY, PLAIN, Function, functions
from tests.bench.packaging.report import Row, Tables
from tests.bench.running import Cost
from tests.bench.traffic import Traffic


def _kinds(count: int) -> dict[str, int]:
    return dict(Counter(one.kind.name for one in functions(count)))


def _took(seconds: float, uploaded_bytes: int = 0) -> Measurement:
    return Measurement(Cost(seconds, seconds, 50.0), Traffic(Counter({"s3 PUT": 2}), uploaded_bytes))


def test_fifty_one_functions__are_of_the_kinds_that_the_yardstick_names() -> None:
    assert _kinds(51) == {"plain": 20, "powertools": 15, "jwt": 10, "numpy": 6}


def test_four_times_as_many__keep_their_shares() -> None:
    assert _kinds(204) == {"plain": 80, "powertools": 60, "jwt": 40, "numpy": 24}


@pytest.mark.parametrize("count", [4, 5, 17, 100])
def test_any_count__is_met_with_every_kind(count: int) -> None:
    kinds = _kinds(count)
    assert sum(kinds.values()) == count
    assert len(kinds) == 4


def test_fewer_functions_than_kinds__is_refused() -> None:
    with pytest.raises(ValueError, match="3 functions cannot be of 4 kinds"):
        functions(3)


def test_another_revision__is_another_handler_that_parses() -> None:
    for one in functions(4):
        assert one.handler(1) != one.handler(2)
        compile(one.handler(1), one.name, "exec")


def test_a_bump__changes_only_who_shares_the_requirement() -> None:
    changed = {one.kind.name for one in functions(51) if one.requirements("99.0") != one.requirements()}
    assert changed == {"powertools"}


def test_a_change_of_any_function__weighs_kinds_by_their_number() -> None:
    by_kind = {"plain": {"kit": [_took(1.0, 100)]}, "numpy": {"kit": [_took(4.0, 1_000)]}}
    some = [Function("a", PLAIN), Function("b", PLAIN), Function("c", NUMPY)]
    found = of_any_function(by_kind, some)["kit"][0]
    assert (found.cost.seconds, found.traffic.uploaded_bytes, found.calls) == (2.0, 400, 2)


def test_the_table__tells_medians_and_how_many_times_faster() -> None:
    row = Row("cold", {"kit": [_took(1.0, 10), _took(9.0, 10), _took(2.0, 10)], "sam": [_took(30.0, 1_000)]}, "10")
    table = Tables([row]).markdown()
    assert "| cold | 2.00 | 30.00 | 15.0 | 10 | 2.00 | 30.00 |" in table
    assert "| cold | 10 | 1,000 | 100.0 | 2 | 2 |" in table
