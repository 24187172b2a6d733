"""Face of ``stackyard.plan``, ``preview`` and ``apply``: bring the stacks of systems to what is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from ansible.errors import AnsibleError
from stackyard import beside
from stackyard.action import StackyardAction
from stackyard.apply import Applied, Lines, Pace, Workshop, apply_plan
from stackyard.apply.recovery import Recovery
from stackyard.apply.results import outputs_by_system
from stackyard.apply.settings import DeploySettings
from stackyard.brake.hold import kept_stopped
from stackyard.commit import commit_of_run
from stackyard.deploy_report import Story, costs_ahead, facts_of, outlook, reported
from stackyard.errors import StackyardError
from stackyard.estimate.changes import lines_of as cost_lines
from stackyard.estimate.changes import table_of as cost_table
from stackyard.estimate.settings import EstimateSettings
from stackyard.files import locked, write_atomically
from stackyard.guard.gate import Gate, risky_stacks
from stackyard.guard.rails import offence_lines, offences, refuse
from stackyard.guard.shown import Looked, hold_to_shown, keep_shown
from stackyard.history import Share, begin_to_number, keep_deployment
from stackyard.interruption import tidying
from stackyard.package.layers.rewrite import BUCKET_NOT_KNOWN
from stackyard.plan import Plan, StackSpec, StackState, Template, account, make_plan, make_specs, read_stacks, saved
from stackyard.plan.check_exports import refuse_exports
from stackyard.plan.left_behind import left_behind, left_behind_line
from stackyard.plan.saved import Scene
from stackyard.preview import Part, Table, TargetPreview, plan_costs, preview_plan, short_lines, summary_lines
from stackyard.preview.painting import paint
from stackyard.progress import Durations, several
from stackyard.progress.watching import Audience, watched
from stackyard.target import ROOT, Target
from stackyard.templates.stateful import is_stateful


class ActionModule(StackyardAction):
    """Plan a deployment; unless in check mode, apply it."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "list", "elements": "dict", "required": True},
        "composed": {"type": "dict", "required": True},
        "account_template": {"type": "path"},
        "parameters": {"type": "dict", "default": {}},
        "protected": {"type": "bool", "default": False},
        "bucket": {"type": "str", "default": ""},
        "reasons": {"type": "dict", "default": {}},
        "followed": {"type": "bool", "default": False},
        "earlier": {"type": "dict", "default": {}},
        "plan_file": {"type": "str", "default": ""},
        "apply_plan": {"type": "str", "default": ""},
        "recovery": {"type": "dict", "default": {}},
        "settings": {"type": "dict", "default": {}},
        "shown_file": {"type": "str", "default": ""},
        "durations_file": {"type": "str", "default": ""},
        "report": {"type": "str", "default": ""},
        "caller": {"type": "str", "default": ""},
        "left_alone": {"type": "list", "elements": "str", "default": []},
        "estimate": {"type": "dict", "default": {}},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read, plan, preview, apply."""
        self.given = arguments
        if arguments["plan_file"] and not self.check_mode:
            raise StackyardError(
                "a plan is saved by a preview only",
                given=f"plan_file={arguments['plan_file']}, without --check",
                remedy="add --check, or leave plan_file out",
            )
        target = self.target(arguments)
        self.settings = DeploySettings.from_mapping(arguments["settings"])
        cloudformation = target.client("cloudformation")
        self.begin_listing(target, cloudformation)
        self.lacking = bool(arguments["account_template"]) and account.lacks_role(target.client("apigateway"))
        with self.turn_of_account(target, cloudformation):
            return self.deploy(target, cloudformation)

    def begin_listing(self, target: Target, cloudformation: Any) -> None:
        """Begin to ask which stacks there are."""
        self.listing = beside.begin(lambda: read_stacks(cloudformation, f"{target.prefix}-", account.STACK))

    @contextmanager
    def turn_of_account(self, target: Target, cloudformation: Any) -> Iterator[None]:
        """Let first deployments of several environments make the account's own stack one after the other."""
        if not self.lacking or self.check_mode:
            yield
            return
        name = re.sub(r"[^\w-]+", "_", f"{target.account}-{target.region}-{target.endpoint_url}")
        with locked(ROOT / ".local" / "accounts" / name):
            self.lacking = account.lacks_role(target.client("apigateway"))  # somebody else may have made it by now
            self.begin_listing(target, cloudformation)
            yield

    def deploy(self, target: Target, cloudformation: Any) -> dict[str, Any]:
        """Do it for a target."""
        arguments = self.given
        workshop, own = self.workshop(target, cloudformation), self.account_specs()
        specs, states = [*own, *self.specs(target)], self.listing.result()
        if not own:
            states.pop(account.STACK, None)
        plan = make_plan(specs, states)
        refuse_exports(workshop.cloudformation, target, specs, states)
        scene = Scene(target, workshop.commit, arguments["bucket"], BUCKET_NOT_KNOWN)
        self.compare_with_saved(Looked(plan, scene, states, self.deployed_before()))
        left = {"warnings": self.left_behind(specs, states)}
        with tidying():
            part = Part(self.preview(workshop, plan), saved.saved_stacks(plan, scene))
            if self.check_mode:
                return planned(plan) | self.previewed(target, scene, part) | left
            return self.apply(workshop, plan, part) | left

    def left_behind(self, specs: list[StackSpec], states: Mapping[str, StackState]) -> list[str]:
        """Warn of stacks that stay though nobody declares them any more."""
        environment = self.given["target"]["environment"]
        names = left_behind(states.values(), environment, specs, self.deployed_before())
        return [left_behind_line(names)] if names else []

    def account_specs(self) -> list[StackSpec]:
        """Make the account's own stack, where it is asked for and nobody has set what it sets."""
        if not self.lacking:
            return []
        template = Template.read(Path(self.given["account_template"]))
        return [account.account_spec(template, self.given["parameters"])]

    def specs(self, target: Target) -> list[StackSpec]:
        """Make the stacks that are wanted."""
        given = self.given
        templates = template_paths(given["composed"])
        return make_specs(target, given["systems"], templates, given["parameters"], protected=given["protected"])

    def workshop(self, target: Target, cloudformation: Any) -> Workshop:
        """Gather what previews and applications work with; clients are made here, before there are threads."""
        show = self._display.display
        return Workshop(
            target,
            cloudformation,
            s3=target.client("s3"),
            bucket=self.given["bucket"],
            commit=commit_of_run(ROOT),
            pace=Pace.usual(embedded=target.embedded),
            observer=Lines(self._display.v if target.embedded else show, loudly=show),
            recovery=Recovery.from_mapping(self.given["recovery"]),
            gate=Gate(cloudformation, self.settings.allow_replace),
            modes=self.settings.modes,
        )

    def preview(self, workshop: Workshop, plan: Plan) -> TargetPreview:
        """Preview this deployment's stacks, where somebody is going to look at it."""
        if not (self.check_mode or self.diff_mode):
            return TargetPreview(())
        preview = preview_plan(workshop, plan, self.given["reasons"], artifacts(self.given["composed"]))
        if not self.given["estimate"]:
            return preview
        return replace(preview, costs=plan_costs(workshop, plan, self.estimate_settings().usage))

    def estimate_settings(self) -> EstimateSettings:
        """How costs are counted and priced here."""
        return EstimateSettings.from_mapping(self.given["estimate"])

    def previewed(self, target: Target, scene: Scene, part: Part) -> dict[str, Any]:
        """Show a preview, and keep it where that is asked for; the deployment that follows shows this one's, too."""
        whole = part.after(self.given["earlier"])
        result: dict[str, Any] = {"msg": "\n".join(short_lines(part.preview)), "part": whole.document()}
        if self.given["followed"]:
            return result
        if self.diff_mode:
            result |= {"msg": "\n".join(summary_lines(whole.preview)), "diff": {"prepared": self.table(target, whole)}}
        stopped = offence_lines(offences(whole.preview, self.settings.allow_replace))
        result["msg"] = "\n".join([result["msg"], *stopped]).lstrip("\n")
        self.keep(scene, whole)
        if self.given["plan_file"]:
            result["msg"] += f"\nplan saved: apply it with -e apply_plan={self.given['plan_file']}"
        return result

    def keep(self, scene: Scene, whole: Part) -> None:
        """Keep a preview in the file that was asked for, and as what this environment was shown last."""
        plan = saved.save(scene, whole.saved, whole.document()["preview"])
        if self.given["plan_file"]:
            write_atomically(Path(self.given["plan_file"]).expanduser(), plan.text().encode(), mode=0o600)
        if self.settings.changes_must_be_shown:
            keep_shown(self.shown_file(), plan)

    def table(self, target: Target, part: Part) -> str:
        """Write the table of a target."""
        title = f"{target.prefix} (account {target.account}, {target.region})"
        lines = Table(paint=paint, stateful=is_stateful).lines(title, part.preview)
        if self.given["estimate"]:
            lines += ["", *cost_lines(part.preview.costs, self.estimate_settings(), target.region)]
        return "\n".join(["", *lines, "", ""])

    def compare_with_saved(self, looked: Looked) -> None:
        """Refuse to go on where the plan is not the one to be applied, or nobody has looked at it who should have.

        The first deployment of a target looks at all its stacks; those after it leave out what is deployed by then.
        """
        must = self.settings.changes_must_be_shown and not self.check_mode
        shown_file = self.shown_file() if must else None
        hold_to_shown(looked, self.given["apply_plan"], shown_file, followed=self.given["followed"])

    def deployed_before(self) -> set[str]:
        """Full names of the stacks that the deployment before this one dealt with."""
        return {one["name"] for one in self.given["earlier"].get("saved", ())}

    def shown_file(self) -> Path:
        """Where the environment keeps what was shown last."""
        if not self.given["shown_file"]:
            raise AssertionError("changes_must_be_shown takes a shown_file")
        return Path(self.given["shown_file"])

    def judge(self, workshop: Workshop, plan: Plan, part: Part) -> None:
        """Refuse to go on where data would be lost."""
        preview = part.preview if self.diff_mode else risky_stacks(workshop, plan)
        refuse(offences(preview, self.settings.allow_replace))

    def apply(self, workshop: Workshop, plan: Plan, part: Part) -> dict[str, Any]:
        """Apply a plan and tell what was done; with ``--diff`` what will be done is shown before."""
        if self.diff_mode and not self.given["followed"]:
            self._display.display(self.table(workshop.target, part.after(self.given["earlier"])))
        self.judge(workshop, plan, part)
        earlier = Share.from_document(self.given["earlier"].get("kept", {}))
        applied: list[Applied] = []
        numbers = begin_to_number(workshop) if workshop.bucket and (plan.changes or earlier.changed) else None

        def carry_out() -> list[Applied]:
            applied.extend(self.carry_out(workshop, plan, story))
            keep_deployment(workshop, applied, earlier, self.given["left_alone"], numbers)
            return applied

        story = self.story(workshop, plan, part)
        way_on = f"bin/rollback {workshop.target.environment} brings these back to the last whole deployment"
        way_on = f"{way_on}; or mend what failed, and deploy again"
        result, run = kept_stopped(workshop.target, lambda: reported(story, carry_out, way_on))
        document = part.after(self.given["earlier"]).document() | {
            "run": run.document(),
            "followed": self.given["followed"],
        }
        if self.given["followed"]:
            document["kept"] = Share.of(applied, earlier).document()
        return result | {"part": document}

    def carry_out(self, workshop: Workshop, plan: Plan, story: Story) -> list[Applied]:
        """Apply a plan, and show it while that runs."""
        host = self.task_vars["inventory_hostname"] if len(self.task_vars["ansible_play_hosts_all"]) > 1 else ""
        name = self.given["durations_file"]
        audience = Audience(self._display, host, quietly=workshop.target.embedded)
        with watched(audience, Durations.read(Path(name) if name else None)) as shown:
            return apply_plan(
                replace(workshop, observer=several(shown, story.recorder)), plan, at_once=self.settings.stacks_at_once
            )

    def story(self, workshop: Workshop, plan: Plan, part: Part) -> Story:
        """Begin to write the report of this run, behind what the deployment before it handed on."""
        target, path, preview = workshop.target, self.given["report"], part.preview
        wanted = self.estimate_wanted() if path else None
        if path and not self.diff_mode:
            preview = outlook(workshop, plan, self.given["reasons"], artifacts(self.given["composed"]))
            preview = replace(preview, costs=costs_ahead(workshop, plan, wanted))
        return Story(
            self.task_vars["inventory_hostname"],
            f"Deployment of {target.prefix}",
            facts_of(target, workshop.commit, self.given["caller"]),
            Path(path) if path else None,
            preview,
            self.given["composed"],
            self.given["earlier"].get("run", {}),
            followed=self.given["followed"],
            price=(lambda costs: cost_table(costs, wanted, target.region)) if wanted else None,
        )

    def estimate_wanted(self) -> EstimateSettings | None:
        """How costs are counted for the page, which is no reason to fail: formulas of group_vars may be wrong."""
        with suppress(StackyardError, AnsibleError):
            given = self.given["estimate"] or self._templar.template(self.task_vars.get("stackyard_estimate", {}))
            return EstimateSettings.from_mapping(given)
        return None


def template_paths(composed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """System → stack → file to deploy: the packaged one, or the composed one of a stack without functions."""
    return {
        name: {stack: found.get("packaged") or found["template"] for stack, found in system["stacks"].items()}
        for name, system in composed.items()
    }


def artifacts(composed: Mapping[str, Any]) -> dict[str, str]:
    """Function ("system/function") by key of its artifact, where it was packaged."""
    return {
        found["artifact"]["key"]: f"{name}/{function}"
        for name, system in composed.items()
        for function, found in system.get("functions", {}).items()
        if found.get("artifact")
    }


def planned(plan: Plan) -> dict[str, Any]:
    """A task's result in check mode."""
    existing = [(step.spec.key, step.state.outputs) for step in plan.stacks if step.state]
    return {
        "changed": bool(plan.changes),
        "actions": {step.spec.name: str(step.action) for step in plan.stacks},
        "changes": {},
        "outputs": outputs_by_system(existing),
    }
