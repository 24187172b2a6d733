"""Face of ``stackyard.drift``: tell what was changed past the stacks, and take it back where that is asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Workshop
from stackyard.apply.settings import DeploySettings
from stackyard.brake.as_drift import apart_from, refuse_while
from stackyard.brake.status import look
from stackyard.drift import StackDrift, detect, drift_lines
from stackyard.drift.report import document
from stackyard.drift.reversals import execute_all, left_drifted, preview_of_all, propose_all
from stackyard.drift.revert import Reversal, give_up
from stackyard.drift.shown import demand_drift_shown, keep_drift_shown
from stackyard.interruption import tidying
from stackyard.plan.deployed import deployed_stacks
from stackyard.preview import Table, short_lines
from stackyard.preview.painting import paint
from stackyard.target import Target
from stackyard.templates.stateful import is_stateful

_REMEDY = "-e revert=true takes it back (--check shows how); or bring it into the template, and deploy"


class ActionModule(StackyardAction):
    """Compare the stacks of an environment with what is really there; what differs is a failed task."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "list", "elements": "str", "default": []},
        "revert": {"type": "bool", "default": False},
        "settings": {"type": "dict", "default": {}},
        "shown_file": {"type": "str", "default": ""},
        "reports": {"type": "list", "elements": "path", "default": []},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Compare, and unless in check mode take back what is to be taken back."""
        target, reports = self.target(arguments), arguments["reports"]
        settings = DeploySettings.from_mapping(arguments["settings"])
        workshop = Workshop(target, target.client("cloudformation"), modes=settings.modes)
        systems = arguments["systems"]
        states = deployed_stacks(workshop.cloudformation, target, systems)
        stopped = look(target.client("resourcegroupstaggingapi"), target.environment)
        found = apart_from(stopped, detect(workshop.cloudformation, states))
        taking_back = arguments["revert"] and any(stack.drifted for stack in found)
        if taking_back:
            refuse_while(stopped, target.environment)
        if settings.changes_must_be_shown:
            shown = Path(arguments["shown_file"])
            if taking_back and not self.check_mode:
                demand_drift_shown(shown, target, found)
            keep_drift_shown(shown, target, found)
        if not taking_back:
            return self.told(target, found, reports)
        with tidying():
            proposed = propose_all(workshop, states, found, settings.allow_replace)
            preview = Table(paint=paint, stateful=is_stateful).lines(
                f"{target.environment}, {target.region}", preview_of_all(proposed)
            )
            if self.check_mode:
                give_up(workshop, proposed)
                lines = [*(preview if proposed else []), *left_drifted(found, proposed)]
                return {"changed": bool(proposed), "msg": "\n".join(lines), "lines": [], "drifted": True}
            done = self.taken_back(workshop, proposed, preview)
            again = detect(workshop.cloudformation, deployed_stacks(workshop.cloudformation, target, systems))
        return done | self.told(target, again, reports, left_drifted(again, []))

    def taken_back(self, workshop: Workshop, proposed: Sequence[Reversal], preview: Sequence[str]) -> dict[str, Any]:
        """Show what will be done, and do it."""
        for line in preview if proposed else ():
            self._display.display(f"  {line}")
        execute_all(workshop, proposed)
        done = [
            line.replace("would update", "took back the drift of", 1) for line in short_lines(preview_of_all(proposed))
        ]
        return {"changed": bool(proposed), "msg": "\n".join(done)}

    @staticmethod
    def told(
        target: Target, found: Sequence[StackDrift], reports: Sequence[str], ways: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Give what was found; a stack that could not be compared is a failure as well as one that drifted.

        ``ways`` say what to do about the drift, where that is not to take it back.
        """
        drifted, lines = any(stack.drifted for stack in found), drift_lines(found)
        for report in reports:
            note(Path(report), target, found)
        if drifted or any(stack.failure for stack in found):
            remedies = [f"  remedy: {way}" for way in ways or [_REMEDY]] if drifted else []
            return {"failed": True, "drifted": drifted, "msg": "\n".join([*lines, *remedies])}
        return {"failed": False, "drifted": False, "lines": lines}


def note(report: Path, target: Target, found: Sequence[StackDrift]) -> None:
    """Add a line of JSON to a file: several targets of an environment are compared side by side."""
    place = {"environment": target.environment, "account": target.account, "region": target.region}
    line = {**place, "drifted": any(stack.drifted for stack in found), "stacks": document(found)}
    report.parent.mkdir(parents=True, exist_ok=True)
    with report.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(line)}\n")
