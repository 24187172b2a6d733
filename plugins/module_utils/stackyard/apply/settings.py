"""How an environment wants to be deployed: ``stackyard_deployment`` of ``group_vars/all/deploy.yml``, typed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..faults import Faults
from ..shifts import AT_ONCE, SHIFTS
from .modes import Modes
from .recovery import names_of
from .side_by_side import AT_ONCE as AT_ONCE_USUALLY

_FILE = "group_vars/all/deploy.yml"
_BOOLEANS = {True: True, False: False, "true": True, "false": False, "yes": True, "no": False}


@dataclass(frozen=True)
class DeploySettings:
    """Guards and modes of deployments.

    ``allow_replace`` holds patterns of resources (``<system>-<stack>.<LogicalId>``) that may be replaced or removed
    though they hold data. ``monitoring_minutes`` (0 to 180) is how long alarms are watched after an update.
    ``function_versions``: aliases lead to published versions; ``gradual_deployments`` is how they move to new ones, one
    of ``stackyard.shifts`` or "". ``stacks_at_once`` (1 or more) is how many stacks are deployed side by side.
    """

    allow_replace: tuple[str, ...] = ()
    changes_must_be_shown: bool = False
    stack_policies: bool = False
    express_deployments: bool = False
    rollback_triggers: bool = False
    monitoring_minutes: int = 0
    function_versions: bool = False
    gradual_deployments: str = ""
    stacks_at_once: int = AT_ONCE_USUALLY

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Any]) -> DeploySettings:
        """Build settings from the inventory's dictionary; what is absent has its default: guards and modes are off.

        Raises ``StackyardError`` (all faults together) for unknown and wrong values. Values given by ``-e name=value``
        are text, so "true" is true here.
        """
        faults, known = Faults("the settings of deployments"), [one.name for one in fields(cls)]
        values: dict[str, Any] = {}
        for name, given in settings.items():
            with faults.collecting():
                if name == "allow_replace":
                    values[name] = names_of(name, given)
                elif name == "monitoring_minutes":
                    values[name] = _minutes(given, faults)
                elif name == "stacks_at_once":
                    values[name] = _count(given, faults)
                elif name == "gradual_deployments":
                    values[name] = _shift(given, faults)
                elif name in known:
                    values[name] = _boolean(name, given, faults)
                else:
                    near = difflib.get_close_matches(name, known, n=1)
                    meant = f"; did you mean {near[0]}?" if near else ""
                    faults.add(
                        "unknown part of stackyard_deployment", place=_FILE, given=name + meant, remedy="correct it"
                    )
        found = cls(**values)
        _check_shift(found, faults)
        faults.raise_if_any()
        return found

    @property
    def modes(self) -> Modes:
        """The ways of deploying that are opted in to."""
        return Modes(self.express_deployments, self.rollback_triggers, self.monitoring_minutes, self.stack_policies)


def _shift(given: Any, faults: Faults) -> str:
    if given in ("", None):
        return ""
    if given in (*SHIFTS, AT_ONCE):
        return str(given)
    near = difflib.get_close_matches(str(given), SHIFTS, n=1, cutoff=0.3)
    meant = f"; did you mean {near[0]}?" if near else ""
    remedy = f"write one of {', '.join((*SHIFTS, AT_ONCE))}, or nothing for all calls at once"
    faults.add("gradual_deployments is no way of CodeDeploy's", place=_FILE, given=f"{given!r}{meant}", remedy=remedy)
    return ""


def _check_shift(settings: DeploySettings, faults: Faults) -> None:
    """Note what nobody can have together."""
    given = f"gradual_deployments: {settings.gradual_deployments}"
    if settings.gradual_deployments and settings.express_deployments:
        remedy = "turn one of the two off: express mode does not wait until anything has moved"
        faults.add("deployments cannot be both express and gradual", place=_FILE, given=given, remedy=remedy)
    if settings.gradual_deployments and not settings.function_versions:
        remedy = "turn function_versions on (hot_updates_allowed turns it off), or gradual_deployments off"
        faults.add("there are no versions to move gradually to", place=_FILE, given=given, remedy=remedy)


def _boolean(name: str, given: Any, faults: Faults) -> bool:
    found = _BOOLEANS.get(given.lower() if isinstance(given, str) else given) if _plain(given) else None
    if found is None:
        remedy = f"write true or false, without quotes ({_FILE} explains it)"
        faults.add(f"{name} is neither true nor false", given=f"{name}: {given!r}", remedy=remedy)
    return bool(found)


def _plain(given: Any) -> bool:
    return isinstance(given, bool | str)


def _minutes(given: Any, faults: Faults) -> int:
    text = str(given)
    if isinstance(given, bool) or not text.isdecimal() or int(text) > _LONGEST:
        remedy = f"write a whole number from 0 to {_LONGEST} ({_FILE} explains it)"
        faults.add("monitoring_minutes is no number of minutes", given=text, remedy=remedy)
        return 0
    return int(text)


def _count(given: Any, faults: Faults) -> int:
    text = str(given)
    if isinstance(given, bool) or not text.isdecimal() or int(text) < 1:
        remedy = f"write a whole number from 1, as many as shall be deployed side by side ({_FILE} explains it)"
        faults.add("stacks_at_once is no number of stacks", given=text, remedy=remedy)
        return 1
    return int(text)


_LONGEST = 180  # CloudFormation's limit
