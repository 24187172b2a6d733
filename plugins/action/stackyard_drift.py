"""Face of ``stackyard.drift``: tell what was changed past the stacks, and take it back where that is asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Workshop
from stackyard.drift import StackDrift, detect, drift_lines
from stackyard.drift.report import document
from stackyard.drift.reversals import execute_all, preview_of_all, propose_all
from stackyard.drift.revert import Reversal, give_up
from stackyard.plan.deployed import deployed_stacks
from stackyard.preview import Table, short_lines
from stackyard.target import Target

_REMEDY = "  remedy: -e revert=true takes it back (--check shows how); or bring it into the template, and deploy"


class ActionModule(StackyardAction):
    """Compare the stacks of an environment with what is really there; what differs is a failed task."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "revert": {"type": "bool", "default": False},
        "allow_replace": {"type": "list", "elements": "str", "default": []},
        "reports": {"type": "list", "elements": "path", "default": []},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Compare, and unless in check mode take back what is to be taken back."""
        target = self.target(arguments)
        workshop = Workshop(target, target.client("cloudformation"))
        states = deployed_stacks(workshop.cloudformation, target)
        found = detect(workshop.cloudformation, states)
        if not arguments["revert"] or not any(stack.drifted for stack in found):
            return self.told(target, found, arguments["reports"])
        proposed = propose_all(workshop, states, found, arguments["allow_replace"])
        preview = Table().lines(f"{target.environment}, {target.region}", preview_of_all(proposed))
        if self.check_mode:
            give_up(workshop, proposed)
            return {"changed": bool(proposed), "msg": "\n".join(preview), "lines": [], "drifted": True}
        return self.taken_back(workshop, proposed, preview) | self.told(
            target,
            detect(workshop.cloudformation, deployed_stacks(workshop.cloudformation, target)),
            arguments["reports"],
        )

    def taken_back(self, workshop: Workshop, proposed: Sequence[Reversal], preview: Sequence[str]) -> dict[str, Any]:
        """Show what will be done, and do it."""
        for line in preview:
            self._display.display(f"  {line}")
        execute_all(workshop, proposed)
        done = [
            line.replace("would update", "took back the drift of", 1) for line in short_lines(preview_of_all(proposed))
        ]
        return {"changed": bool(proposed), "msg": "\n".join(done)}

    @staticmethod
    def told(target: Target, found: Sequence[StackDrift], reports: Sequence[str]) -> dict[str, Any]:
        """Give what was found; a stack that could not be compared is a failure as well as one that drifted."""
        drifted, lines = any(stack.drifted for stack in found), drift_lines(found)
        for report in reports:
            note(Path(report), target, found)
        if drifted or any(stack.failure for stack in found):
            return {"failed": True, "drifted": drifted, "msg": "\n".join([*lines, *([_REMEDY] if drifted else [])])}
        return {"failed": False, "drifted": False, "lines": lines}


def note(report: Path, target: Target, found: Sequence[StackDrift]) -> None:
    """Add a line of JSON to a file: several targets of an environment are compared side by side."""
    place = {"environment": target.environment, "account": target.account, "region": target.region}
    line = {**place, "drifted": any(stack.drifted for stack in found), "stacks": document(found)}
    report.parent.mkdir(parents=True, exist_ok=True)
    with report.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(line)}\n")
