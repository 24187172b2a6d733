"""The two sides of a comparison: a stack as it is deployed and as it is wanted, both read with their parameters.

Values of ``NoEcho`` parameters are masked here already, before anything is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..apply.workshop import Workshop
from ..errors import StackyardError
from ..masks import MASK
from ..plan.decide import STARTS_OVER
from ..plan.model import PlannedStack, StackState
from ..plan.resolve import Reader, defaults_of, pseudo_values
from ..plan.template import Template
from ..target import Target
from ..templates.documents import load
from .model import KNOWN_LATER


@dataclass(frozen=True)
class Sides:
    """Both sides of one stack; a side that is not there has an empty document.

    ``lasting`` is the deployed stack as far as it survives: none when it is made anew.
    """

    planned: PlannedStack
    target: Target
    deployed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lasting(self) -> StackState | None:
        """The stack that will be updated; ``None`` when there is none, or only the ruin of one."""
        state = self.planned.state
        return None if state is None or state.status in STARTS_OVER else state

    def before(self) -> Reader:
        """Read the deployed side."""
        state = self.lasting
        given = defaults_of(self.deployed) | dict(state.parameters if state else {})
        return self._reader(self.deployed, given)

    def after(self, later: Callable[[str], str] = lambda _: KNOWN_LATER) -> Reader:
        """Read the wanted side; ``later`` writes a parameter that is not known yet, by its name."""
        given = self._wanted() | {name: later(name) for name in self.planned.unknown}
        return self._reader(self.planned.spec.template.document, given)

    def _wanted(self) -> dict[str, str]:
        now = self.lasting.parameters if self.lasting else {}
        kept = {name: now[name] for name in self.planned.spec.previous if name in now}
        return defaults_of(self.planned.spec.template.document) | kept | dict(self.planned.parameters)

    def _reader(self, document: Mapping[str, Any], given: Mapping[str, str]) -> Reader:
        """Read a side with its secrets masked. The account does not tell any: they are taken to be as wanted."""
        # What is secret on one side is on the other, too: the declaration may be what changes.
        secret = self.planned.spec.template.secret | Template("", document).secret
        shown = {name: MASK if name in secret else value for name, value in given.items()}
        wanted = self._wanted()
        return Reader(document, shown, self._pseudo(), {name: wanted[name] for name in secret if name in wanted})

    def _pseudo(self) -> dict[str, str]:
        return pseudo_values(self.target, self.planned.spec.name)


def deployed_of(workshop: Workshop, state: StackState) -> Mapping[str, Any]:
    """Give the template that a stack was deployed from, as ``state`` has it: read once, whoever asks first."""
    key = f"{state.stack_id} {state.status} {state.changed_at}"
    if key not in workshop.read:
        workshop.read[key] = read_deployed(workshop.cloudformation, state.name)
    return workshop.read[key]


def read_deployed(cloudformation: Any, name: str) -> Mapping[str, Any]:
    """Read the template that a stack was deployed from; empty when it is none that this kit can read."""
    body = cloudformation.get_template(StackName=name)["TemplateBody"]
    if isinstance(body, Mapping):  # boto3 opens what is JSON
        return body
    try:
        return Template.parse(body, name).document
    except StackyardError:
        return _of_other_tools(body, name)


def _of_other_tools(body: str, name: str) -> Mapping[str, Any]:
    """Read a template that the kit did not write: with short tags, which it never writes itself."""
    try:
        return load(body, name)
    except StackyardError:
        return {}
