from __future__ import annotations

import pytest
from stackyard.package.layers.layering import lay_out
from stackyard.package.model import Platform

from tests.unit.package.plans import PLATFORM, Packages, content, file, packages, planned

NUMPY = Packages("numpy", size=500)


def test_set_that_is_carried_often_enough__becomes_one_layer_for_all():
    buy, sell = planned(content("buy", NUMPY), content("sell", NUMPY), threshold=1000)
    assert buy.layers == sell.layers
    assert buy.layers[0] is sell.layers[0]
    assert (buy.layers[0].label, buy.layers[0].prefix, buy.layers[0].sets) == ("layer of numpy", "python/", (NUMPY,))
    assert (buy.artifact.sets, [entry.name for entry in buy.artifact.files]) == ((), ["handler.py"])
    assert [one.reason for one in buy.decisions] == ["numpy: layer, 2 functions would carry 1000 bytes"]


def test_set_below_the_threshold__travels_with_each_function():
    buy, sell = planned(content("buy", NUMPY), content("sell", NUMPY), threshold=1001)
    assert (buy.layers, buy.artifact.sets) == ((), (NUMPY,))
    assert [one.reason for one in sell.decisions] == [
        "numpy: vendored, 2 functions carry 1000 bytes together, below 1001 bytes"
    ]


def test_set_of_a_single_function__is_told_in_the_singular():
    [layered] = planned(content("buy", NUMPY), threshold=500)
    [vendored] = planned(content("buy", NUMPY), threshold=501)
    assert [one.reason for one in layered.decisions] == ["numpy: layer, 1 function would carry 500 bytes"]
    assert [one.reason for one in vendored.decisions] == [
        "numpy: vendored, 1 function carries 500 bytes, below 501 bytes"
    ]


def test_other_stacks_and_systems__do_not_count():
    contents = [content("buy", NUMPY), content("sell", NUMPY, stack="jobs"), content("buy", NUMPY, system="other")]
    assert all(plan.layers == () for plan in planned(*contents, threshold=1000))


def test_layer_of_two_stacks__is_one_zip():
    buy, sell = planned(content("buy", NUMPY), content("sell", NUMPY, stack="jobs"), threshold=500)
    assert buy.layers[0] is sell.layers[0]


def test_shared_modules_that_functions_carry_alike__become_a_layer():
    money = [file("shop/__init__.py"), file("shop/money.py", 600)]
    buy, sell = planned(content("buy", shared=money), content("sell", shared=money))
    assert buy.layers[0] is sell.layers[0]
    assert [entry.name for entry in buy.layers[0].files] == ["shop/__init__.py", "shop/money.py"]
    assert [entry.name for entry in buy.artifact.files] == ["handler.py"]
    assert [one.reason for one in buy.decisions] == ["shop/shared: layer, 2 functions would carry 1 KB"]


def test_functions_with_other_shared_modules__share_no_layer():
    one, other = [file("shop/money.py", 600)], [file("shop/money.py", 600), file("shop/clock.py", 1)]
    buy, sell = planned(content("buy", shared=one), content("sell", shared=other))
    assert (buy.layers, sell.layers) == ((), ())
    assert [entry.name for entry in sell.artifact.files] == ["handler.py", "shop/money.py", "shop/clock.py"]


def test_platforms__have_layers_of_their_own():
    arm = Platform("arm64", "python3.13")
    buy, sell = planned(content("buy", NUMPY), content("sell", NUMPY, platform=arm), threshold=500)
    assert buy.layers[0].digest != sell.layers[0].digest
    assert sell.layers[0].platform == arm


def test_bytecode__is_that_of_each_functions_platform_in_zip_and_layer():
    old = Platform("x86_64", "python3.12")
    plans = lay_out(
        [content("buy", NUMPY), content("sell", NUMPY, platform=old)], 1, lambda platform: platform.bytecode_tag
    )
    assert [[artifact.bytecode for artifact in plan.artifacts] for plan in plans] == [
        ["cpython-313"] * 2, ["cpython-312"] * 2,
    ]  # fmt: skip


def test_function_that_needs_nothing__has_no_reasons():
    [buy] = planned(content("buy"), threshold=0)
    assert (buy.layers, buy.decisions, buy.artifact.label, buy.artifact.platform) == ((), (), "shop/buy", PLATFORM)


def test_set_that_the_runtime_provides_whole__makes_no_empty_layer():
    [buy] = planned(content("buy", packages("boto3")), threshold=0)
    assert buy.layers == ()


def test_label_of_content_that_has_two__depends_neither_on_order_nor_on_other_stacks():
    class Same(Packages):
        @property
        def digest(self):
            return "same"

    asked = [content("buy", Same("b", size=500)), content("sell", Same("a", size=500))]
    other = content("lend", Same("0", size=500), stack="jobs")
    for contents in (asked, asked[::-1], [other, *asked]):
        plans = {plan.name: plan for plan in planned(*contents, threshold=500)}
        assert plans["shop/buy"].layers[0] is plans["shop/sell"].layers[0]
        assert plans["shop/buy"].layers[0].label == "layer of a"


@pytest.mark.parametrize("threshold", [1, 10**9])
def test_order_of_the_functions__stays(threshold):
    contents = [content(name, NUMPY) for name in ("c", "a", "b")]
    assert [plan.name for plan in planned(*contents, threshold=threshold)] == ["shop/c", "shop/a", "shop/b"]


def test_packages_and_shared_modules__are_decided_apart():
    shared = [file("shop/money.py", 1)]
    buy, _ = planned(content("buy", NUMPY, shared), content("sell", NUMPY, shared))
    assert [layer.label for layer in buy.layers] == ["layer of numpy"]
    assert [entry.name for entry in buy.artifact.files] == ["handler.py", "shop/money.py"]
    assert len(buy.decisions) == 2
