from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.checks.limits import UNPACKED_LIMIT, budget_of, check_limits
from stackyard.package.told.sizes import Measured

from tests.unit.package.plans import Packages, content, file, packages, planned

MB = 1024 * 1024
SHARED = [file("shop/money.py", 2000)]


def fault(plans, budgets=None, measured=None):
    with pytest.raises(StackyardError) as caught:
        check_limits(plans, measured or Measured(), budgets or {})
    return str(caught.value)


def numpy(size):
    return packages("numpy", "numpy/__init__.py", size=size)


def test_layers_up_to_lambdas_limit__pass():
    check_limits(planned(content("buy", numpy(2000), SHARED, layers=3)), Measured(), {})


def test_more_layers_than_lambda_takes__are_told_with_the_kits_own():
    message = fault(planned(content("buy", numpy(2000), SHARED, layers=4)))
    assert "lambdas/shop/buy: the function would have 6 layers, above Lambda's limit of 5" in message
    assert "given: 4 declared in resources.yaml, and the kit's own: numpy, shop/shared" in message
    assert "raise package_layer_threshold_kb" in message


def test_declared_layers_alone_above_the_limit__are_told():
    assert "6 declared in resources.yaml, and the kit's own: none" in fault(planned(content("buy", layers=6)))


@pytest.mark.parametrize("threshold", [1, 10**12])
def test_function_above_lambdas_size__is_told_with_its_largest_parts(threshold):
    own = [file("handler.py", 2 * MB)]
    message = fault(planned(content("buy", numpy(UNPACKED_LIMIT), own=own), threshold=threshold))
    assert "lambdas/shop/buy: the function is 252.0 MB unpacked with its layers, 2.0 MB above Lambda's limit" in message
    assert "given: largest parts: numpy 250.0 MB, own files 2.0 MB" in message
    assert "or deploy it as a container image" in message


def test_function_just_at_the_limit__passes():
    check_limits(planned(content("buy", numpy(UNPACKED_LIMIT - 1))), Measured(), {})


def test_bytecode__counts_once_it_is_known():
    plans = planned(content("buy", numpy(UNPACKED_LIMIT - 1)))
    measured = Measured(unpacked={plans[0].layers[0].key: UNPACKED_LIMIT + 2 * MB})
    message = fault(plans, measured=measured)
    assert "bytecode 2.0 MB" in message
    assert "or leave bytecode out (package_bytecode: false)" in message


def test_function_over_its_budget__is_told_with_the_pattern_and_the_setting():
    message = fault(planned(content("buy", numpy(3 * MB))), {"*": 50, "shop/b*": 2.5})
    assert 'the function is 3.0 MB unpacked with its layers, 512 KB above the budget of 2.5 MB for "shop/b*"' in message
    assert "largest parts: numpy 3.0 MB" in message
    assert 'give "shop/buy" more in package_budgets_mb' in message


def test_function_within_its_budget_or_without_one__passes():
    plans = planned(content("buy", numpy(3 * MB)))
    check_limits(plans, Measured(), {"*": 1, "shop/buy": 4})
    check_limits(plans, Measured(), {"other/*": 1})


def test_packages__are_not_installed_to_find_that_all_is_well():
    class NotInstalled(Packages):
        def entries(self):
            raise AssertionError("nothing needs to be installed here")

    check_limits(planned(content("buy", NotInstalled("numpy", size=3 * MB))), Measured(), {"*": 50})


def test_faults_of_several_functions__are_told_together():
    assert fault(planned(content("buy", layers=6), content("sell", layers=7))).startswith("2 things are wrong with")


@pytest.mark.parametrize(
    ("name", "pattern"),
    [("shop/buy", "shop/buy"), ("shop/bulk", "shop/b*"), ("shop/sell", "shop/*"), ("other/buy", "*/buy"), ("a/b", "*")],
)
def test_most_specific_pattern__decides(name, pattern):
    budgets = {"*": 1.0, "shop/*": 2.0, "*/buy": 3.0, "shop/b*": 4.0, "shop/buy": 5.0}
    assert budget_of(name, budgets) == (pattern, budgets[pattern])


def test_function_that_no_pattern_fits__has_no_budget():
    assert budget_of("shop/buy", {"other/*": 1.0}) is None
