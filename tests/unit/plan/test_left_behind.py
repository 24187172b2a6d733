"""Stacks that nobody declares any more."""

from __future__ import annotations

from typing import Any

from stackyard.plan.left_behind import left_behind, left_behind_line

from tests.fakes.stacks import make_spec, make_state


def found(stack: str, **changes: Any) -> list[str]:
    """Judge one deployed stack, where only ``data`` of ``shop`` is declared."""
    tags = {"stackyard:environment": "dev", "stackyard:system": "shop"}
    return left_behind(
        [make_state(stack, **{"tags": tags, **changes})], "dev", [make_spec("data")], ["stackyard-dev-shop-base"]
    )


def test_stack_that_was_taken_out_of_its_system__is_named() -> None:
    assert found("mail") == ["stackyard-dev-shop-mail"]
    assert "left as they are: stackyard-dev-shop-mail; " in left_behind_line(found("mail"))


def test_stack_that_is_declared__is_not() -> None:
    assert found("data") == []
    assert found("base") == []


def test_stack_of_another_system_or_environment__is_nobodys_business() -> None:
    assert found("mail", tags={"stackyard:environment": "dev", "stackyard:system": "club"}) == []
    assert found("mail", tags={"stackyard:environment": "test", "stackyard:system": "shop"}) == []


def test_nested_stack__belongs_to_the_one_it_is_in() -> None:
    assert found("data-Inner-1A2B", root="arn:root") == []
