"""Face of ``stackyard.history``: back to an earlier deployment of a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Applied, Lines, Pace, Workshop
from stackyard.apply.recovery import Recovery
from stackyard.apply.results import Outputs, outputs_by_system
from stackyard.apply.settings import DeploySettings
from stackyard.brake.hold import kept_stopped
from stackyard.deploy_report import Story, facts_of, outlook, reported
from stackyard.errors import StackyardError
from stackyard.guard.gate import Gate, risky_stacks
from stackyard.guard.rails import offence_lines, offences, refuse
from stackyard.history import Ledger, Present, WayBack, check_artifacts, find_way_back, list_lines, roll_back
from stackyard.interruption import tidying
from stackyard.package.bucket.environment_bucket import NoBucketYet, artifact_bucket
from stackyard.plan import StackState, read_stacks
from stackyard.plan.check_exports import refuse_exports
from stackyard.plan.model import SYSTEM_TAG
from stackyard.preview import Table, TargetPreview, preview_plan, short_lines
from stackyard.preview.painting import paint
from stackyard.progress import Durations, several
from stackyard.progress.watching import Audience, watched
from stackyard.target import Target
from stackyard.templates.stateful import is_stateful

_WAY_ON = "mend what failed, then run the same command again: it takes the rollback up"


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
        "durations_file": {"type": "str", "default": ""},
        "report": {"type": "str", "default": ""},
        "caller": {"type": "str", "default": ""},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Choose, plan, preview, apply."""
        self.given = arguments
        self.refuse_a_number_for_several()
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
        refuse_exports(workshop.cloudformation, target, [planned.spec for planned in way.plan.stacks], present.states)
        with tidying():
            result = self.go(workshop, ledger, way)
        return result | {"lines": way.lines(), "outputs": all_outputs(present, result)}

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
            # Alarms that what is wrong now sets off must not bring it back, nor keep half of the calls there.
            modes=replace(self.settings.modes, rollback_triggers=False, at_once=True),
        )

    def go(self, workshop: Workshop, ledger: Ledger, way: WayBack) -> dict[str, Any]:
        """Show the way back where that is wished, and go unless it is only to be shown, or would lose data.

        What nobody looked at may not be deployed everywhere; going back to what was deployed before is always allowed
        (decision 27), as far as it loses no data.
        """
        shown: dict[str, Any] = {}
        looked_at = self.check_mode or self.diff_mode
        preview = preview_plan(workshop, way.plan) if looked_at else risky_stacks(workshop, way.plan, even_one=True)
        found = offences(preview, self.settings.allow_replace)
        if self.diff_mode:
            title = f"{workshop.target.prefix}: {way.route}"
            table = Table(paint=paint, stateful=is_stateful).lines(title, preview)
            shown = {"diff": {"prepared": "\n".join(["", *table, "", ""])}}
        if self.check_mode:
            told = [*short_lines(preview), *offence_lines(found)]
            return shown | {"changed": bool(way.plan.changes), "msg": "\n".join(told)}
        refuse(found)
        story = self.story(workshop, way, preview)
        carry_out = partial(self.carry_out, workshop, ledger, way, story)
        result, run = kept_stopped(workshop.target, lambda: reported(story, carry_out, _WAY_ON))
        return shown | result | {"part": {"run": run.document()}}

    def story(self, workshop: Workshop, way: WayBack, preview: TargetPreview) -> Story:
        """Begin to write the report of this run."""
        target, path = workshop.target, self.given["report"]
        facts = facts_of(target, way.to.commit, self.given["caller"])
        return Story(
            self.task_vars["inventory_hostname"],
            f"Rollback of {target.prefix} {way.route}",
            facts | ({"left alone": ", ".join(way.stays)} if way.stays else {}),
            Path(path) if path else None,
            preview if self.diff_mode or not path else outlook(workshop, way.plan, {}, {}),
        )

    def carry_out(self, workshop: Workshop, ledger: Ledger, way: WayBack, story: Story) -> list[Applied]:
        """Go back, and show it while that runs."""
        hosts, durations = self.task_vars["ansible_play_hosts_all"], self.given["durations_file"]
        host = self.task_vars["inventory_hostname"] if len(hosts) > 1 else ""
        audience = Audience(self._display, host, quietly=workshop.target.embedded)
        with watched(audience, Durations.read(Path(durations) if durations else None)) as observer:
            watching = replace(workshop, observer=several(observer, story.recorder))
            return roll_back(watching, ledger, way, at_once=self.settings.stacks_at_once)

    def refuse_a_number_for_several(self) -> None:
        """Refuse a number where several targets would go back: each of them counts its deployments by itself."""
        hosts = self.task_vars["ansible_play_hosts_all"]
        if self.given["to"] and len(hosts) > 1:
            raise StackyardError(
                "a number names a deployment of one target only",
                given=f"-e to={self.given['to']} for {', '.join(hosts)}",
                remedy=f"go back one by one: --limit {hosts[0]} -e to={self.given['to']}",
            )


def all_outputs(present: Present, result: Mapping[str, Any]) -> Outputs:
    """Outputs by system and stack of everything that is there after a rollback, brought back or not."""
    states = [state for state in present.states.values() if state.tags.get(SYSTEM_TAG)]
    found = outputs_by_system((_key(present.target, state), state.outputs) for state in states)
    for system, stacks in result.get("outputs", {}).items():
        found.setdefault(system, {}).update(stacks)
    return found


def _key(target: Target, state: StackState) -> tuple[str, str]:
    system = state.tags[SYSTEM_TAG]
    return system, state.name.removeprefix(target.stack_name(system, ""))
