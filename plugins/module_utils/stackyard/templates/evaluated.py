"""What a template says once every parameter and every condition is decided, without asking an account.

Whoever judges values has to see them whole: that no ARN names a foreign partition, or what a month costs. An attribute
that only an account knows stays a token such as ``${Queue.Arn}``. cfn-lint, samtranslator and moto each resolve a part
of the functions, and drop what they do not know; decision 33 compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import StackyardError
from .definitions import with_definitions
from .evaluation import Evaluation
from .loops import without_loops
from .parameters import parameter_values
from .pseudo import Pseudo

__all__ = ["Attributes", "Evaluated", "Pseudo", "evaluate"]

Attributes = Callable[[str, str, str], str | None]
"""Gives a value of a resource, by its logical id, its type and the name of an attribute (``Ref`` stands for what a
``Ref`` to it gives); ``None`` means unknown."""


@dataclass(frozen=True)
class Evaluated:
    """A template without intrinsic functions.

    ``resources`` and ``outputs`` are the entries whose condition is true, as they stand in the template;
    ``conditions`` says of each condition whether it is true.
    """

    resources: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Mapping[str, Any]]
    conditions: Mapping[str, bool]


def evaluate(
    template: Mapping[str, Any],
    parameters: Mapping[str, str],
    pseudo: Pseudo,
    attributes: Attributes | None = None,
) -> Evaluated:
    """Evaluate every intrinsic function of a template in its long form (``templates.documents`` reads both forms).

    ``parameters`` are values by name; a parameter that is left out has its default. Values of resources that
    ``attributes`` does not know become tokens: ``${Queue}`` and ``${Queue.Arn}``. Definitions of state machines have
    their substitutions in place. Raises ``StackyardError`` for parameters without a value, and for what CloudFormation
    would refuse: an unknown name or function, a circle of conditions, a key that a mapping lacks.
    """
    whole = without_loops(template, parameters, pseudo)
    values = parameter_values(whole, parameters)
    evaluation = Evaluation(whole, values, pseudo, attributes)
    return Evaluated(
        resources={name: with_definitions(one) for name, one in _entries(evaluation, "Resources")},
        outputs=dict(_entries(evaluation, "Outputs")),
        conditions={name: evaluation.condition(name) for name in whole.get("Conditions") or {}},
    )


def _entries(evaluation: Evaluation, section: str) -> list[tuple[str, dict[str, Any]]]:
    """Give the entries of a section whose condition is true, evaluated."""
    entries: Mapping[str, Mapping[str, Any]] = evaluation.template.get(section) or {}
    return [
        (name, _evaluated(evaluation, section, name, entry))
        for name, entry in entries.items()
        if "Condition" not in entry or evaluation.condition(entry["Condition"])
    ]


def _evaluated(evaluation: Evaluation, section: str, name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    try:
        whole: dict[str, Any] = evaluation.value({key: value for key, value in entry.items() if key != "Condition"})
    except StackyardError as error:
        raise StackyardError(f"{section}/{name}: {error.problem}", given=error.given, remedy=error.remedy) from None
    return whole
