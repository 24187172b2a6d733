"""The order of stacks."""

from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.plan.model import OutputRef
from stackyard.plan.order import in_order

from tests.fakes.stacks import make_spec


def test_stacks_without_references__keep_their_declared_order() -> None:
    specs = [make_spec("zebra"), make_spec("apple"), make_spec("mouse")]
    assert [spec.stack for spec in in_order(specs)] == ["zebra", "apple", "mouse"]


def test_taker_declared_first__comes_after_the_giver() -> None:
    api = make_spec("api", {"Bucket": OutputRef("shop", "data", "BucketName")})
    data = make_spec("data", outputs=("BucketName",))
    assert [spec.stack for spec in in_order([api, data, make_spec("web")])] == ["data", "api", "web"]


def test_reference_to_another_system__is_followed() -> None:
    front = make_spec("front", {"Url": OutputRef("bank", "api", "Url")})
    bank = make_spec("api", outputs=("Url",), system="bank", name="stackyard-dev-bank-api")
    assert [spec.system for spec in in_order([front, bank])] == ["bank", "shop"]


def test_circle__is_told_with_its_members() -> None:
    one = make_spec("one", {"In": OutputRef("shop", "two", "Out")}, outputs=("Out",))
    two = make_spec("two", {"In": OutputRef("shop", "one", "Out")}, outputs=("Out",))
    with pytest.raises(StackyardError, match="in a circle") as caught:
        in_order([one, two])
    assert "shop.one" in caught.value.given
    assert "shop.two" in caught.value.given


def test_unknown_stack__is_told_with_the_known_ones() -> None:
    with pytest.raises(StackyardError, match="unknown stack") as caught:
        in_order([make_spec("api", {"Bucket": OutputRef("shop", "dta", "Name")}), make_spec("data")])
    assert "{output: shop.dta.Name}" in caught.value.given
    assert caught.value.remedy == "did you mean shop.data? known stacks: shop.api, shop.data"


def test_stack_of_a_system_that_is_left_out__is_told_as_that() -> None:
    with pytest.raises(StackyardError, match="unknown stack") as caught:
        in_order([make_spec("api", {"Bucket": OutputRef("mail", "data", "Name")})])
    assert "is mail left out by -e systems? Name both then" in caught.value.remedy


def test_unknown_output__is_told_with_the_known_ones() -> None:
    api = make_spec("api", {"Bucket": OutputRef("shop", "data", "Bucket")})
    with pytest.raises(StackyardError, match="no output Bucket") as caught:
        in_order([api, make_spec("data", outputs=("BucketName", "BucketArn"))])
    assert "BucketArn, BucketName" in caught.value.remedy


def test_stack_declared_twice__is_refused() -> None:
    with pytest.raises(StackyardError, match="declared twice") as caught:
        in_order([make_spec("data"), make_spec("data")])
    assert caught.value.given == "shop.data"
