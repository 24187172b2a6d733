"""What a template's parameters hold: given values, or defaults, in the form of their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import StackyardError
from .functions import as_text

_LISTS = (
    "CommaDelimitedList",
    "List<",
    "AWS::SSM::Parameter::Value<List<",
    "AWS::SSM::Parameter::Value<CommaDelimited",
)
_LOOKED_UP = "AWS::SSM::Parameter::Value<"


def parameter_values(template: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Give every declared parameter's value: text, or a list of texts.

    What a parameter of an SSM type holds is known to an account only; it becomes ``{{resolve:ssm:<name>}}``.
    Raises ``StackyardError`` naming the parameters that have neither a value nor a default.
    """
    declared: Mapping[str, Mapping[str, Any]] = template.get("Parameters") or {}
    if missing := [name for name, one in declared.items() if name not in given and "Default" not in one]:
        raise StackyardError(
            "parameters of a template have no value",
            given=", ".join(missing),
            remedy="give each a value, or a Default in the template",
        )
    return {name: _value(one, as_text(given.get(name, one.get("Default")))) for name, one in declared.items()}


def _value(declared: Mapping[str, Any], text: str) -> Any:
    kind = str(declared.get("Type", "String"))
    if kind.startswith(_LOOKED_UP):
        text = f"{{{{resolve:ssm:{text}}}}}"
    if kind.startswith(_LISTS):
        return [one.strip() for one in text.split(",")] if text else []
    return text
