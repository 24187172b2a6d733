"""Adds to a stack's template what the aliases of its functions need."""

from __future__ import annotations

from collections.abc import Iterable

from ...faults import Faults
from ..fragments import Fragment
from ..merge import in_order
from ..model import Document
from .publishing import check_alone, published
from .settings import CONDITIONS, PARAMETERS
from .shifting import shared, shifted


def with_aliases(document: Document, fragments: Iterable[Fragment], faults: Faults) -> Document:
    """Give a merged template with the aliases of its functions; as it was where none wants one.

    Two aliases of one name, and names that stand in the template already, are noted in ``faults``.
    """
    wanted = [fragment for fragment in fragments if fragment.alias]
    if not wanted:
        return document
    conditions: Document = dict(CONDITIONS)
    resources = shared([fragment.logical_id for fragment in wanted])
    for fragment in wanted:
        check_alone(fragment, document, faults)
        for made, needed in (published(fragment, document), shifted(fragment, document)):
            resources |= made
            conditions |= needed
    _check_names(document, {"Conditions": conditions, "Resources": resources}, wanted[0].folder.place, faults)
    return in_order(
        document
        | {
            "Parameters": {**PARAMETERS, **document.get("Parameters", {})},
            "Conditions": {**document.get("Conditions", {}), **conditions},
            "Resources": {**document["Resources"], **resources},
        }
    )


def _check_names(document: Document, added: dict[str, Document], place: str, faults: Faults) -> None:
    for section, names in added.items():
        for name in sorted(names.keys() & document.get(section, {}).keys()):
            problem = f"the name {name} is compose's own, for functions with an alias"
            faults.add(problem, place=place, given=f"{name} in {section} of the stack", remedy="rename it there")
