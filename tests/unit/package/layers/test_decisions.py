from __future__ import annotations

from stackyard.package.layers.decisions import decision_lines

from tests.unit.package.plans import Packages, content, file, planned

NUMPY, SIX = Packages("numpy", size=500), Packages("six", size=10)


def told(*contents, threshold=1000):
    return decision_lines(one for plan in planned(*contents, threshold=threshold) for one in plan.decisions)


def test_decision_about_several_functions__is_told_once():
    assert told(content("buy", NUMPY), content("sell", NUMPY), content("lend", SIX)) == [
        "numpy: layer, 2 functions would carry 1000 bytes",
        "six: vendored, 1 function carries 10 bytes, below 1000 bytes",
    ]


def test_selections_of_shared_modules__are_told_together():
    names = ["a.py", "b.py", "c.py"]
    contents = [content(name, shared=[file(f"shop/{name}", 100)]) for name in names]
    assert told(*contents, content("d", shared=[file("shop/a.py", 100)])) == [
        "shop/shared: vendored, 4 functions carry 400 bytes in 3 selections, each below",
        "    1000 bytes",
    ]


def test_same_packages_in_two_stacks__are_told_together_and_not_added_to_one_decision():
    stacks = [content("buy", NUMPY), content("sell", NUMPY, stack="jobs")]
    assert told(*stacks) == ["numpy: vendored, 2 functions carry 1000 bytes in 2 stacks, each below 1000 bytes"]
    assert told(*stacks, threshold=500) == ["numpy: 2 layers, 2 functions would carry 1000 bytes in 2 stacks"]


def test_layer_in_one_stack_and_copies_in_another__are_told_apart():
    assert told(content("buy", NUMPY), content("sell", NUMPY), content("lend", NUMPY, stack="jobs")) == [
        "numpy: layer, 2 functions would carry 1000 bytes",
        "numpy: vendored, 1 function carries 500 bytes, below 1000 bytes",
    ]
