"""Face of ``trainings_ops.seed``: publish a content tree to a target."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from stackyard.action import StackyardAction
from trainings_ops.api_keys import KeyRing
from trainings_ops.bucket import Bucket
from trainings_ops.content import Content, read_content
from trainings_ops.deployment import Deployment
from trainings_ops.published import Published, read_published
from trainings_ops.seed import SeedPlan, apply_seed, plan_seed


class ActionModule(StackyardAction):
    """Publish students, tests and API keys."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True, "no_log": False},
        "outputs": {"type": "dict", "default": {}},
        "content": {"type": "path", "required": True},
        "zone": {"type": "str", "required": True},
        "prune": {"type": "bool", "default": False},
        "readmit": {"type": "list", "elements": "str", "default": []},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Validate, plan, and unless in check mode do it."""
        content = read_content(Path(arguments["content"]))
        deployment = Deployment.from_arguments(arguments)
        if not self.check_mode:
            deployment.output("data", "BucketName")
            deployment.output("api", "UsagePlanId")
        client = deployment.target.client
        bucket = Bucket(client("s3"), deployment.bucket)
        ring = KeyRing(
            client("apigateway"), deployment.key_prefix, deployment.tags, deployment.find("api", "UsagePlanId")
        )
        plan = plan_seed(
            content,
            read_published(bucket) if deployment.bucket else Published(),
            ring.list() if deployment.outputs else [],
            now=deployment.target.now(),
            zone=ZoneInfo(arguments["zone"]),
            prune=arguments["prune"],
            readmit=arguments["readmit"],
        )
        if not self.check_mode:
            apply_seed(plan, bucket, ring)
        return _result(content, plan)


def _result(content: Content, plan: SeedPlan) -> dict[str, Any]:
    held_back = [f"only with -e prune=true is removed: {what}" for what in plan.held_back]
    return {
        "changed": plan.changed,
        "msg": _summary(plan),
        "uploaded": [upload.key for upload in plan.tests.uploads],
        "removed": [*plan.students.removed, *plan.tests.removals],
        "students_added": list(plan.students.added),
        "keys_made": list(plan.keys.create),
        "keys_deleted": [key.student for key in plan.keys.delete],
        "would_remove": plan.held_back,
        "left_out": list(content.left_out),
        "warnings": [*plan.warnings, *held_back],
    }


def _summary(plan: SeedPlan) -> str:
    documents = len(plan.tests.uploads) + plan.students.changed
    parts = [
        f"{len(plan.students.students)} students",
        f"{documents} documents written" if documents else "documents unchanged",
        f"{len(plan.keys.create)} keys made" if plan.keys.create else "",
        f"{len(plan.keys.delete)} keys deleted" if plan.keys.delete else "",
        f"{len(plan.tests.removals)} documents removed" if plan.tests.removals else "",
    ]
    return ", ".join(part for part in parts if part)
