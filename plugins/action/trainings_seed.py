"""Face of ``trainings_ops.seed``: publish a content tree to a target."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from stackyard.operate.api_keys import KeyRing
from stackyard.text.words import counted
from trainings.commands import score_command
from trainings_ops.action import TrainingsAction
from trainings_ops.bucket import Bucket
from trainings_ops.content import Content, read_content
from trainings_ops.published import Published, read_published
from trainings_ops.seed import SeedPlan, apply_seed, plan_seed, unscored_removals

SHOWN = 6  # lines of what is held back: the rest is counted


class ActionModule(TrainingsAction):
    """Publish students, tests and API keys."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "outputs": {"type": "dict", "default": {}},
        "content": {"type": "path", "required": True},
        "zone": {"type": "str", "required": True},
        "prune": {"type": "bool", "default": False},
        "prune_unscored": {"type": "bool", "default": False},
        "readmit": {"type": "list", "elements": "str", "default": []},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Validate, plan, and unless in check mode do it."""
        content = read_content(Path(arguments["content"]))
        deployment = self.deployment(arguments)
        if not self.check_mode:
            deployment.output("data", "BucketName")
            deployment.output("api", "UsagePlanId")
        bucket = Bucket(deployment.target.client("s3"), deployment.bucket)
        ring = KeyRing.of(deployment, deployment.find("api", "UsagePlanId"))
        published = read_published(bucket) if deployment.bucket else Published()
        careful = arguments["prune"] and not arguments["prune_unscored"]
        plan = plan_seed(
            content,
            published,
            ring.list() if deployment.outputs else [],
            now=deployment.target.now(),
            zone=ZoneInfo(arguments["zone"]),
            prune=arguments["prune"],
            readmit=arguments["readmit"],
            unscored=unscored_removals(content, published, bucket) if careful else {},
        )
        if not self.check_mode:
            apply_seed(plan, bucket, ring)
        result = _result(content, plan, dry=self.check_mode)
        result["warnings"] += _refused(plan, deployment.target.environment)
        return result


def _result(content: Content, plan: SeedPlan, *, dry: bool) -> dict[str, Any]:
    return {
        "changed": plan.changed,
        "msg": _summary(plan, dry=dry),
        "uploaded": [upload.key for upload in plan.tests.uploads],
        "removed": [*plan.students.removed, *plan.tests.removals],
        "students_added": list(plan.students.added),
        "keys_made": list(plan.keys.create),
        "keys_deleted": [key.owner for key in plan.keys.delete],
        "would_remove": plan.held_back,
        "left_out": list(content.left_out),
        "warnings": [*plan.warnings, *_held_back(plan)],
        "diff": {"prepared": "".join(f"{line}\n" for line in _diff(plan))},
    }


def _summary(plan: SeedPlan, *, dry: bool) -> str:
    tense = "to be " if dry else ""
    written = len(plan.tests.uploads) + plan.students.changed + plan.records_change
    figures = (
        (written, "document", "written"),
        (len(plan.tests.removals), "document", "removed"),
        (len(plan.keys.create), "key", "made"),
        (len(plan.keys.delete), "key", "deleted"),
    )
    parts = [f"{counted(count, what)} {tense}{done}" for count, what, done in figures if count]
    return ", ".join([counted(len(plan.students.students), "student"), *(parts or ["nothing to do"])])


def _held_back(plan: SeedPlan) -> list[str]:
    more = len(plan.held_back) - SHOWN
    lines = [f"only with -e prune=true is removed: {what}" for what in plan.held_back[:SHOWN]]
    return [*lines, *([f"and {more} more that only -e prune=true removes"] if more > 0 else [])]


def _refused(plan: SeedPlan, environment: str) -> list[str]:
    return [
        f"{subject}/{test} is not removed, it has {counted(count, 'answer')} without a score: score it first with "
        f"{score_command(subject, test, environment)}, or give the scores up with -e prune=true -e prune_unscored=true"
        for (subject, test), count in plan.tests.refused.items()
    ]


def _diff(plan: SeedPlan) -> list[str]:
    """What ``--diff`` shows: names only, since the documents hold personal data and right answers."""
    return [
        *(f"+ student {student}" for student in plan.students.added),
        *(f"- student {student}" for student in plan.students.removed),
        *(f"+ API key of {student}" for student in plan.keys.create),
        *(f"- API key of {key.owner}" for key in plan.keys.delete),
        *(f"+ {upload.key}" for upload in plan.tests.uploads),
        *(f"- {removal}" for removal in plan.tests.removals),
    ]
