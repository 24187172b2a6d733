"""Holds Lambda's limits, and the environment's own budgets, against what is planned, before anything is uploaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from ...errors import StackyardError
from ...faults import Faults
from ...text.units import MEGABYTE, readable
from ..layers.layering import LAYER_OF, FunctionPlan
from ..told.sizes import Measured, contributors, in_words

LAYERS_LIMIT = 5  # of one function, its own included
UNPACKED_LIMIT = 250 * MEGABYTE  # the function and all its layers
_NAMED_IN_ERROR = 4
_AS_AN_IMAGE = "or deploy it as a container image"


def check_limits(plans: Iterable[FunctionPlan], measured: Measured, budgets_mb: Mapping[str, float]) -> None:
    """Check each function's number of layers, its unpacked size with the kit's layers, and its budget.

    ``budgets_mb`` are unpacked MB by pattern of "system/function"; of the patterns that fit, the one with most literal
    characters counts. Layers that ``resources.yaml`` declares itself count by number only: nobody knows their size
    here. Raises ``StackyardError`` with the biggest contributors, all functions together.
    """
    faults = Faults("the functions' sizes")
    for plan in plans:
        with faults.collecting():
            _check_number(plan)
            _check_size(plan, measured)
            _check_budget(plan, measured, budgets_mb)
    faults.raise_if_any()


def budget_of(name: str, budgets_mb: Mapping[str, float]) -> tuple[str, float] | None:
    """Give the pattern that decides for a function ("trainings/get_test") and its MB; ``None`` when none fits."""
    fitting = [pattern for pattern in budgets_mb if fnmatchcase(name, pattern)]
    if not fitting:
        return None
    decisive = max(fitting, key=lambda pattern: (len(pattern) - sum(map(pattern.count, "*?[]")), pattern))
    return decisive, budgets_mb[decisive]


def _check_number(plan: FunctionPlan) -> None:
    declared = plan.content.function.layers
    count = declared + len(plan.layers)
    if count <= LAYERS_LIMIT:
        return
    made = ", ".join(layer.label.removeprefix(LAYER_OF) for layer in plan.layers) or "none"
    raise StackyardError(
        f"{_folder(plan)}: the function would have {count} layers, above Lambda's limit of {LAYERS_LIMIT}",
        given=f"{declared} declared in resources.yaml, and the kit's own: {made}",
        remedy="declare fewer Layers, or raise package_layer_threshold_kb so that packages are vendored",
    )


def _check_size(plan: FunctionPlan, measured: Measured) -> None:
    size = measured.total_bytes(plan)
    if size > UNPACKED_LIMIT:
        fits_without_bytecode = Measured().total_bytes(plan) <= UNPACKED_LIMIT
        raise StackyardError(
            f"{_folder(plan)}: the function is {readable(size)} unpacked with its layers, "
            f"{readable(size - UNPACKED_LIMIT)} above Lambda's limit",
            given=_largest(plan, measured),
            remedy="drop or exclude packages, split the function, "
            + ("or leave bytecode out (package_bytecode: false)" if fits_without_bytecode else _AS_AN_IMAGE),
        )


def _check_budget(plan: FunctionPlan, measured: Measured, budgets_mb: Mapping[str, float]) -> None:
    budget, size = budget_of(plan.name, budgets_mb), measured.total_bytes(plan)
    if budget and size > (allowed := int(budget[1] * MEGABYTE)):
        raise StackyardError(
            f"{_folder(plan)}: the function is {readable(size)} unpacked with its layers, "
            f'{readable(size - allowed)} above the budget of {budget[1]:g} MB for "{budget[0]}"',
            given=_largest(plan, measured),
            remedy=f'drop packages, Exclude files in resources.yaml, or give "{plan.name}" more in package_budgets_mb',
        )


def _largest(plan: FunctionPlan, measured: Measured) -> str:
    return f"largest parts: {in_words(contributors(plan, measured)[:_NAMED_IN_ERROR])}"


def _folder(plan: FunctionPlan) -> str:
    return f"lambdas/{plan.content.function.system}/{plan.content.function.name}"
