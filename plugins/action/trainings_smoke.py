"""Face of ``trainings_ops.smoke``: call the deployed API, without a key and with a student's."""

from __future__ import annotations

from typing import Any, ClassVar

from stackyard.errors import StackyardError
from stackyard.operate.api_keys import KeyRing
from trainings import layout
from trainings.students_list import parse_students_list
from trainings_ops.action import TrainingsAction
from trainings_ops.bucket import Bucket
from trainings_ops.deployment import Deployment
from trainings_ops.smoke import Smoke


class ActionModule(TrainingsAction):
    """Show that the API is alive and guarded."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "outputs": {"type": "dict", "default": {}},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Make the calls; in check mode there may be no API yet, so there are none."""
        if self.check_mode:
            return {"changed": False, "msg": "would call the API", "calls": []}
        deployment = self.deployment(arguments)
        student, key = _student_with_key(deployment)
        calls = Smoke(deployment.api_endpoint()).run(student, key)
        return {"changed": False, "msg": "; ".join(calls), "calls": calls}


def _student_with_key(deployment: Deployment) -> tuple[str, str]:
    listed = Bucket(deployment.target.client("s3"), deployment.output("data", "BucketName")).find(layout.STUDENTS_LIST)
    students = parse_students_list(listed).students if listed else ()
    ring = KeyRing.of(deployment, deployment.output("api", "UsagePlanId"))
    attached = {key.owner for key in ring.list() if key.attached}
    student = next((one.student_id for one in students if one.student_id in attached), "")
    if student:
        return student, ring.value_of(student)
    raise StackyardError(
        "there is no student with a key to call the API with",
        given=f"{len(students)} students on the list",
        remedy=f"publish the content first: playbooks/seed.yml -e env={deployment.target.environment}",
    )
