"""Rules of CloudFormation that decide whether an operation is accepted, and what becomes of it.

Stock MiniStack creates stacks whose references, dependencies and conditions name nothing (`references`) or whose
resources lack what they need (`required`), updates stacks that AWS only lets be deleted (`statuses`), finds no changes
in a change set that changes outputs only (`outputs`) nor in one that takes drift back (`revert_drift`), announces no
removal where a condition ceases to hold (`conditions`), makes a stack of its own for each change set that is to create
it (`shells`), forgets a deleted stack whose name is taken again (`deleted`), begins a deletion beside another operation
on the stack (`deletions`), knows neither region nor partition in a condition (`pseudo_parameters`), lets a resource
become one of another type (`types`), skips or repeats entries of long lists that change while they are read (`pages`),
and leaves a stack in progress for ever when the server stopped in the middle of an operation (`interrupted`). Change
sets that change tags only, capabilities, template rules, constraints of parameters and termination protection are as on
AWS already. Each module names its hooks.

Not emulated: types of properties, stack policies, IncludePropertyValues, EXPRESS deployments, RoleARN.
"""

from __future__ import annotations

from embedded.repairs.stack_rules import (
    conditions,
    deleted,
    deletions,
    interrupted,
    outputs,
    pages,
    pseudo_parameters,
    references,
    required,
    revert_drift,
    shells,
    statuses,
    types,
)


def apply() -> None:
    """Puts each of the package's rules in place."""
    for part in (
        shells,  # the innermost, so that the others see one stack of a name
        deleted,
        deletions,
        references,
        required,
        statuses,
        outputs,
        pseudo_parameters,
        conditions,
        types,
        revert_drift,
        pages,
        interrupted,
    ):
        part.apply()
