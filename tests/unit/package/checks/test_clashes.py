from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.checks.clashes import check_clashes

from tests.unit.package.plans import content, file, packages, planned

LAYER, VENDORED = 1, 10**9
NUMPY = packages("numpy", "numpy/__init__.py", "numpy/core.py", "numpy.libs/libblas.so", "numpy-2.dist-info/METADATA")


def check(own=(), shared=(), dependencies=None, *, threshold=LAYER, **more):
    own = [file("handler.py"), *(file(name) for name in own)]
    shared = [file(name, place="/shared") for name in shared]
    check_clashes(planned(content("buy", dependencies, shared, own, **more), threshold=threshold))


def fault(*arguments, **options):
    with pytest.raises(StackyardError) as caught:
        check(*arguments, **options)
    return str(caught.value)


@pytest.mark.parametrize("threshold", [LAYER, VENDORED])
@pytest.mark.parametrize("own", ["numpy.py", "numpy/__init__.py", "numpy/mine.py", "numpy.cpython-313.so"])
def test_own_module_with_the_name_of_a_package__is_told_with_both_files(own, threshold):
    message = fault([own], dependencies=NUMPY, threshold=threshold)
    assert message.startswith("lambdas/shop/buy: ")
    assert f"/own/{own} and /cache/numpy/numpy/__init__.py" in message
    assert "remedy: rename the function's own file" in message


@pytest.mark.parametrize("threshold", [LAYER, VENDORED])
def test_own_module_with_the_name_of_the_shared_package__is_told(threshold):
    message = fault(["shop.py"], ["shop/__init__.py"], threshold=threshold)
    assert "one module would hide another of the same name\n  given: shop: /own/shop.py and /shared/shop" in message


def test_package_with_the_name_of_the_shared_one__is_told():
    assert "shop: /shared/shop/money.py and /cache/six/shop.py" in fault(
        [], ["shop/money.py"], packages("six", "shop.py")
    )


@pytest.mark.parametrize("threshold", [LAYER, VENDORED])
def test_parts_of_a_namespace_package__live_beside_each_other(threshold):
    check(["google/mine.py"], dependencies=packages("protobuf", "google/protobuf/__init__.py"), threshold=threshold)


def test_folder_of_data_with_the_name_of_a_package__hides_nothing():
    check(["numpy/table.csv"], dependencies=NUMPY)


def test_same_file_of_own_and_packages__is_told_where_they_travel_together():
    dependencies = packages("six", "LICENSE", "six.py")
    assert "two files would have the same name in the artifact\n  given: LICENSE: /own/LICENSE and" in fault(
        ["LICENSE"], dependencies=dependencies, threshold=VENDORED
    )
    check(["LICENSE"], dependencies=dependencies, threshold=LAYER)


def test_same_file_in_two_layers__is_told_for_they_are_merged():
    message = fault([], ["table.csv"], packages("six", "table.csv"))
    assert "table.csv: /cache/six/table.csv and /shared/table.csv" in message


def test_clashes_of_several_functions__are_told_together():
    own = [file("numpy.py")]
    with pytest.raises(StackyardError, match="2 things are wrong with the names in artifacts"):
        check_clashes(planned(content("buy", NUMPY, own=own), content("sell", NUMPY, own=own)))
