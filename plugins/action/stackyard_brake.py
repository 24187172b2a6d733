"""Face of ``stackyard.brake``: stops an environment's functions, keeps them stopped, or gives back what they had."""

from __future__ import annotations

from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.brake.functions import Functions
from stackyard.brake.pull import Stopping
from stackyard.brake.release import Release
from stackyard.brake.status import look
from stackyard.target import Target

BY_HAND = "hand"


class ActionModule(StackyardAction):
    """Stops and resumes the functions of one account and region."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "state": {"type": "str", "choices": ["stopped", "held", "resumed", "described"], "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do what ``state`` says; in check mode name the functions that it would be done to."""
        target, state = self.target(arguments), arguments["state"]
        functions = Functions(target.client("lambda"), target.environment, target.prefix)
        if state == "stopped":
            return self._stopped(target, functions)
        if state == "resumed":
            release = Release(functions)
            return self._told("resumed", "would resume", release.waiting() if self.check_mode else release.resume())
        found = look(target.client("resourcegroupstaggingapi"), target.environment)
        held: list[str] = []
        if found.count and state == "held" and not self.check_mode:
            held = Stopping(functions, BY_HAND, target.now()).hold()
        lines = [found.line(target.environment)] if found.count else []
        return {**self._told("stopped again", "", held), "stopped": bool(found.count), "lines": lines}

    def _stopped(self, target: Target, functions: Functions) -> dict[str, Any]:
        stopping = Stopping(functions, BY_HAND, target.now())
        return self._told("stopped", "would stop", stopping.running() if self.check_mode else stopping.stop())

    def _told(self, done: str, would: str, names: list[str]) -> dict[str, Any]:
        lines = [f"{would if self.check_mode else done} {name}" for name in names]
        return {"changed": bool(names), "msg": "\n".join(lines), "functions": names}
