"""What stacks export to others of their account, and import from them (``Fn::ImportValue``).

CloudFormation finds out in the middle of an update that an import leads nowhere, or that an export may not go; here
both are told before anything is begun. What depends on values that are known later is left to CloudFormation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .model import StackSpec
from .resolve import Reader, defaults_of


@dataclass(frozen=True)
class Traffic:
    """A stack's exports (output → name of the export) and imports (names).

    ``sure`` are the imports that no value decides which is known later. ``values`` are the exported values, as far as
    they are known, by output.
    """

    exports: Mapping[str, str]
    imports: frozenset[str]
    sure: frozenset[str]
    values: Mapping[str, str]


NONE = Traffic({}, frozenset(), frozenset(), {})


def traffic(spec: StackSpec, pseudo: Mapping[str, str] | None = None) -> Traffic:
    """Find what a stack exports and imports. What ``pseudo`` does not know stays as it is written, ``${AWS::Region}``.

    It has the pseudo parameters (``resolve.pseudo_values``); none of them are needed to compare stacks of one target.
    """
    if "Fn::ImportValue" not in spec.template.body and "Export" not in spec.template.body:
        return NONE
    document = spec.template.document
    given = {**spec.common, **spec.parameters}
    known = {name: str(value) for name, value in given.items() if isinstance(value, str)}
    later = {name: "" for name, value in given.items() if not isinstance(value, str)}
    own = {"AWS::StackName": spec.name} | dict(pseudo or {})
    # A value that is known later may be anything, as far as conditions go: a text, or nothing.
    texts = {name: value for name, value in (defaults_of(document) | known).items() if name not in later}
    readers = [Reader(document, texts, own), Reader(document, texts | later, own)]
    exports = {output: name for reader in reversed(readers) for output, name in reader.exports().items()}
    values = {output: value for output, value in readers[0].outputs().items() if is_known(value)}
    for reader in readers:
        reader.resources()
        reader.outputs()
    first, second = (frozenset(reader.imported) for reader in readers)
    return Traffic(exports, first | second, first & second, values)


def is_known(text: str) -> bool:
    """Whether nothing in a text waits for a deployment."""
    return "${" not in text and '"Fn::' not in text and "{{resolve:" not in text
