"""Face of ``stackyard.brake``: stops an environment's functions, keeps them stopped, or gives back what they had."""

from __future__ import annotations

from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.brake.functions import Functions
from stackyard.brake.hold import BY_HAND, functions_of, hold
from stackyard.brake.letters import Letters
from stackyard.brake.pull import Stopping
from stackyard.brake.release import Release
from stackyard.target import Target


class ActionModule(StackyardAction):
    """Stops and resumes the functions of one account and region."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "state": {"type": "str", "choices": ["stopped", "held", "resumed", "described"], "required": True},
        "dead_letters": {"type": "bool", "default": False},
        "redrive": {"type": "bool", "default": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do what ``state`` says; in check mode name the functions that it would be done to."""
        target, state = self.target(arguments), arguments["state"]
        if state == "stopped":
            return self._stopped(target, functions_of(target))
        if state == "resumed":
            return self._resumed(target, arguments)
        found, held = hold(target, dry=self.check_mode or state == "described")
        lines = [found.line(target.environment)] if found.count else []
        return {**self._told("stopped again", "", held), "stopped": bool(found.count), "lines": lines}

    def _stopped(self, target: Target, functions: Functions) -> dict[str, Any]:
        stopping = Stopping(functions, BY_HAND, target.now())
        return self._told("stopped", "would stop", stopping.running() if self.check_mode else stopping.stop())

    def _resumed(self, target: Target, arguments: dict[str, Any]) -> dict[str, Any]:
        """Resume functions; the dead letters of their queues are told below them."""
        letters, functions = None, functions_of(target)
        if arguments["dead_letters"]:
            letters = Letters(functions.client, target.client("sqs"), by_task=arguments["redrive"])
        release = Release(functions, letters)
        told = self._told("resumed", "would resume", release.waiting() if self.check_mode else release.resume())
        return {**told, "msg": "\n".join([told["msg"], *(letters.lines() if letters else [])])}

    def _told(self, done: str, would: str, names: list[str]) -> dict[str, Any]:
        lines = [f"{would if self.check_mode else done} {name}" for name in names]
        return {"changed": bool(names), "msg": "\n".join(lines), "functions": names}
