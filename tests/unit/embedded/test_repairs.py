from __future__ import annotations

import pytest

from embedded.repairs import REPAIRS, RepairError, selected


def test_every_repair__is_selected_in_order_by_itself() -> None:
    assert selected({}) == REPAIRS


def test_left_out_repairs__are_not_selected() -> None:
    assert selected({"STACKYARD_WITHOUT_REPAIRS": "b, c"}, ("a", "b", "c", "d")) == ("a", "d")


def test_all__leaves_none() -> None:
    assert selected({"STACKYARD_WITHOUT_REPAIRS": "all"}, ("a", "b")) == ()


def test_unknown_repair__is_refused_with_the_known_ones() -> None:
    with pytest.raises(RepairError, match=r"given: STACKYARD_WITHOUT_REPAIRS=x\. Choose from: a, b, or all"):
        selected({"STACKYARD_WITHOUT_REPAIRS": "a,x"}, ("a", "b"))
