"""Face of ``stackyard.history``: back to an earlier deployment of a target."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Applied, Lines, Pace, Workshop
from stackyard.apply.recovery import Recovery
from stackyard.deploy_settings import DeploySettings
from stackyard.errors import StackyardError
from stackyard.guard.gate import Gate, risky_stacks
from stackyard.guard.rails import offence_lines, offences, refuse
from stackyard.guard.stateful import is_stateful
from stackyard.history import Ledger, Present, WayBack, check_artifacts, find_way_back, list_lines, roll_back
from stackyard.interruption import tidying
from stackyard.package.bucket.environment_bucket import NoBucketYet, artifact_bucket
from stackyard.painting import paint
from stackyard.plan import read_stacks
from stackyard.preview import Table, preview_plan, short_lines
from stackyard.progress import Durations
from stackyard.progress.watching import Audience, watched
from stackyard.report import applied_lines
from stackyard.target import Target


class ActionModule(StackyardAction):
    """List what there is to go back to, preview the way back, or go."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "to": {"type": "int", "default": 0},
        "systems": {"type": "list", "elements": "str", "default": []},
        "list": {"type": "bool", "default": False},
        "protected": {"type": "bool", "default": False},
        "recovery": {"type": "dict", "default": {}},
        "settings": {"type": "dict", "default": {}},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Choose, plan, preview, apply."""
        target = self.target(arguments)
        self.settings = DeploySettings.from_mapping(arguments["settings"])
        try:
            bucket = artifact_bucket(target)
        except NoBucketYet as reason:
            raise StackyardError(
                "there is nothing to go back to", given=str(reason), remedy=f"bin/deploy {target.environment}"
            ) from reason
        ledger = Ledger(bucket.client, bucket.name)
        if arguments["list"]:
            return {"changed": False, "lines": list_lines(ledger.all(), target.prefix), "outputs": {}}
        workshop = self.workshop(target, bucket.client, bucket.name, arguments)
        present = Present(target, read_stacks(workshop.cloudformation, f"{target.prefix}-"), arguments["protected"])
        way = find_way_back(ledger, present, to=arguments["to"], systems=arguments["systems"])
        check_artifacts(bucket, way)
        with tidying():
            return self.go(workshop, ledger, way) | {"lines": way.lines()}

    def workshop(self, target: Target, s3: Any, bucket: str, arguments: dict[str, Any]) -> Workshop:
        """Gather what previews and applications work with."""
        show = self._display.display
        cloudformation = target.client("cloudformation")
        return Workshop(
            target,
            cloudformation,
            s3=s3,
            bucket=bucket,
            pace=Pace.usual(embedded=target.embedded),
            observer=Lines(self._display.v if target.embedded else show, loudly=show),
            recovery=Recovery.from_mapping(arguments["recovery"]),
            gate=Gate(cloudformation, self.settings.allow_replace),
            # Alarms that what is wrong now sets off must not bring it back.
            modes=replace(self.settings.modes, rollback_triggers=False),
        )

    def go(self, workshop: Workshop, ledger: Ledger, way: WayBack) -> dict[str, Any]:
        """Show the way back where that is wished, and go unless it is only to be shown, or would lose data.

        What nobody looked at may not be deployed everywhere; going back to what was deployed before is always allowed.
        """
        shown: dict[str, Any] = {}
        looked_at = self.check_mode or self.diff_mode
        preview = preview_plan(workshop, way.plan) if looked_at else risky_stacks(workshop, way.plan)
        found = offences(preview, self.settings.allow_replace)
        if self.diff_mode:
            title = f"{workshop.target.prefix}: back to deployment {way.number}"
            table = Table(paint=paint, stateful=is_stateful).lines(title, preview)
            shown = {"diff": {"prepared": "\n".join(["", *table, "", ""])}}
        if self.check_mode:
            told = [*short_lines(preview), *offence_lines(found)]
            return shown | {"changed": True, "msg": "\n".join(told), "outputs": {}}
        refuse(found)
        host = self.task_vars["inventory_hostname"] if len(self.task_vars["ansible_play_hosts_all"]) > 1 else ""
        audience = Audience(self._display, host, quietly=workshop.target.embedded)
        with watched(audience, Durations()) as observer:
            applied = roll_back(replace(workshop, observer=observer), ledger, way)
        return shown | {
            "changed": any(done.done != "unchanged" for done in applied),
            "msg": "\n".join(applied_lines(applied)),
            "outputs": outputs(applied),
        }


def outputs(applied: list[Applied]) -> dict[str, dict[str, dict[str, str]]]:
    """Outputs by system and stack."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for done in applied:
        found.setdefault(done.spec.system, {})[done.spec.stack] = dict(done.outputs)
    return found
