"""Face of ``trainings_ops.score``: run the weekly job for a moment and wait for its end."""

from __future__ import annotations

from typing import Any, ClassVar

from trainings_ops.action import TrainingsAction
from trainings_ops.score import Runs, check_moment, read_moment, read_tests
from trainings_ops.status import counts


class ActionModule(TrainingsAction):
    """Score now, for a given moment."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "outputs": {"type": "dict", "default": {}},
        "zone": {"type": "str", "required": True},
        "at": {"type": "str", "default": ""},
        "reopen": {"type": "list", "elements": "str", "default": []},
        "early": {"type": "bool", "default": False},
        "patience": {"type": "int", "default": 3600},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Check the order, start the job, wait; in check mode only say what would be started."""
        deployment = self.deployment(arguments)
        now = deployment.target.now()
        moment = read_moment(arguments["at"], arguments["zone"]) if arguments["at"].strip() else now
        warning = check_moment(moment, now, early=arguments["early"])
        tests = read_tests(arguments["reopen"])
        told = {"at": moment.isoformat(), "warnings": [warning] if warning else []}
        if self.check_mode:
            return {"changed": True, "msg": f"would score for {moment.isoformat()}", **told}
        runs = Runs(deployment.target.client("stepfunctions"), deployment.output("scoring", "StateMachineArn"))
        run = runs.wait(runs.start(moment, tests), patience=arguments["patience"])
        summary = counts(run.output) or "nothing was due"
        return {"changed": True, "msg": f"scored for {moment.isoformat()}: {summary}", "run": run.output, **told}
