"""What tasks hand on of an application."""

from __future__ import annotations

from stackyard.apply import Applied
from stackyard.apply.results import applied_result, outputs_by_system

from tests.fakes.stacks import make_spec


def test_outputs__are_grouped_by_system_and_stack() -> None:
    found = outputs_by_system([(("shop", "data"), {"A": "1"}), (("shop", "api"), {}), (("bank", "api"), {"B": "2"})])
    assert found == {"shop": {"data": {"A": "1"}, "api": {}}, "bank": {"api": {"B": "2"}}}


def test_result__tells_what_was_done_to_each_stack() -> None:
    applied = [Applied(make_spec("data"), "updated", {"Id": "1"}), Applied(make_spec("api"), "unchanged", {})]
    result = applied_result(applied)
    assert result["changed"]
    assert result["actions"] == {"stackyard-dev-shop-data": "updated", "stackyard-dev-shop-api": "unchanged"}
    assert result["outputs"] == {"shop": {"data": {"Id": "1"}, "api": {}}}
    assert result["msg"] == "updated stackyard-dev-shop-data (0 resources, 0.0 s)"


def test_result_of_unchanged_stacks__is_no_change() -> None:
    assert not applied_result([Applied(make_spec("api"), "unchanged", {})])["changed"]
