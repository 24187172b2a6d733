from __future__ import annotations

import pytest
from stackyard.compose.model import ComposedSystem
from stackyard.package.told.explain import remember, would_upload
from stackyard.package.told.packaged import Packaged
from stackyard.package.told.record import FunctionRecord, read_records
from stackyard.package.told.sizes import Measured

from tests.unit.package.plans import content, file, packages, planned

BUY = FunctionRecord("d1", "python3.13", "arm64")


def system(name: str, *functions: str) -> ComposedSystem:
    made = {function: content(function, system=name).function for function in functions}
    return ComposedSystem(name, stacks={}, functions=made)


@pytest.mark.parametrize(
    ("systems", "kept"),
    [
        ([system("shop", "buy", "sell")], ["mall/rent", "shop/buy", "shop/sell"]),
        ([system("shop", "sell")], ["mall/rent", "shop/sell"]),
        ([system("shop", "sell"), system("mall")], ["shop/sell"]),
    ],
)
def test_functions__are_remembered_while_their_system_has_them(tmp_path, systems, kept):
    remember(tmp_path, {"shop/buy": BUY, "mall/rent": BUY}, {"shop/sell": BUY}, systems)
    assert list(read_records(tmp_path)) == kept


def test_same_functions_as_before__need_no_writing(tmp_path):
    remember(tmp_path, {"shop/buy": BUY}, {"shop/buy": BUY}, [system("shop", "buy")])
    assert list(tmp_path.iterdir()) == []


def test_zips_that_the_bucket_lacks__are_told_each_once():
    numpy = packages("numpy", "numpy.py", size=2048)
    plans = planned(content("buy", numpy), content("sell", numpy, own=[file("sell.py")]), threshold=10)
    there = Measured(packed={plans[0].artifact.key: 100})
    assert would_upload(Packaged({}, {}, tuple(plans), measured=there)) == [
        "would upload layer of numpy (2 KB unpacked)",
        "would upload shop/sell (1 byte unpacked)",
    ]


def test_many_zips__are_counted():
    plans = planned(*(content(f"f{number}", own=[file(f"{number}.py")]) for number in range(20)))
    lines = would_upload(Packaged({}, {}, tuple(plans)))
    assert (len(lines), lines[-1]) == (13, "... and 8 more")
