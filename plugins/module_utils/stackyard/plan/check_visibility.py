"""Queues that show messages again while a function still works on them, with the values that are deployed.

cfn-lint sees one template and its defaults. Here all stacks and what the environment gives them are known, so what
``bin/lint <environment>`` tells is told before a deployment as well.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from ..errors import StackyardError
from ..faults import Faults
from ..rules.across_stacks import Declared, short_visibilities
from ..rules.visibility import ID, REMEDY
from ..target import Target
from ..templates.evaluated import Pseudo
from .model import OutputRef, StackSpec


def check_visibility(specs: Collection[StackSpec], target: Target, faults: Faults) -> None:
    """Note queues that hide messages for too short a time; nothing where others have found faults already.

    Templates that cannot be evaluated are not judged: whether they are right is CloudFormation's to say.
    """
    if faults.errors:
        return
    pseudo = Pseudo(target.partition, target.region, target.account, target.url_suffix, target.prefix)
    with suppress(StackyardError):
        for short in short_visibilities([_declared(spec) for spec in specs], pseudo):
            queue, function = short.queue, short.function
            faults.add(
                str(short),
                given=f"{queue.system}.{queue.stack} and {function.system}.{function.stack} ({ID})",
                remedy=f"{REMEDY}; docs/rules/{ID}.md has the reason",
            )


def _declared(spec: StackSpec) -> Declared:
    """Take a stack as rules take it; parameters that keep what they were deployed with are nobody's to judge here."""
    parameters = {
        name: {"output": str(value)} if isinstance(value, OutputRef) else value
        for name, value in {**spec.common, **spec.parameters}.items()
    }
    return Declared(spec.system, spec.stack, spec.template.document, parameters)
