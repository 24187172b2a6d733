"""What a student needs to call the API: its URL and the student's own key, as ``bin/pull-api-config.sh`` prints them.

Only the trainer's credentials can read keys, so this runs at the trainer's and its two lines go to the student. The
lines are data on stdout; every complaint goes to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from botocore.exceptions import BotoCoreError, ClientError
from stackyard.errors import StackyardError
from stackyard.plan import read_stacks
from stackyard.preflight import check_placeholders
from stackyard.refusals import explain
from stackyard.target import ROOT, Target
from trainings import layout
from trainings.documents import BadDocument
from trainings.students_list import parse_students_list

from .alike import alike
from .api_keys import KeyRing
from .bucket import Bucket
from .deployment import SYSTEM, Deployment


@dataclass(frozen=True)
class ApiConfig:
    """URL of the API without its stage, and a student's key."""

    endpoint: str
    key: str

    def text(self) -> str:
        """The two lines that students' clients read."""
        return f"API Endpoint URL: {self.endpoint}\nAPI Key: {self.key}\n"


def find_deployment(target: Target) -> Deployment:
    """Read where the system is deployed; outputs are asked for later, one by one."""
    prefix = target.stack_name(SYSTEM, "")
    states = read_stacks(target.client("cloudformation"), prefix)
    return Deployment(target, {name.removeprefix(prefix): dict(state.outputs) for name, state in states.items()})


def api_config(deployment: Deployment, student: str) -> ApiConfig:
    """Find URL and key of a student, of the first on the list when none is named.

    Raises ``StackyardError`` when the system is not deployed, the student unknown or without a key.
    """
    endpoint, usage_plan = deployment.api_endpoint(), deployment.output("api", "UsagePlanId")
    students = published_students(Bucket(deployment.target.client("s3"), deployment.output("data", "BucketName")))
    name = choose(students, student, deployment.target.environment)
    ring = KeyRing(deployment.target.client("apigateway"), deployment.key_prefix, deployment.tags, usage_plan)
    key = ring.value_of(name)
    if not key:
        raise StackyardError(f"{name} has no API key yet", remedy=seed_command(deployment.target.environment))
    return ApiConfig(endpoint, key)


def published_students(bucket: Bucket) -> list[str]:
    """Name the students on the published list, in its order; bad entries do not count, as in the API."""
    raw = bucket.find(layout.STUDENTS_LIST)
    try:
        listed = parse_students_list(raw).students if raw else ()
    except BadDocument as error:
        raise StackyardError(
            "the published students' list is damaged", given=str(error), remedy="publish it again: playbooks/seed.yml"
        ) from None
    return [student.student_id for student in listed]


def choose(students: Sequence[str], wanted: str, environment: str) -> str:
    """Give the student wanted, or the first; raises ``StackyardError`` naming those who are written alike."""
    if not students:
        raise StackyardError("there are no students yet", remedy=seed_command(environment))
    if not wanted:
        return students[0]
    if wanted in students:
        return wanted
    raise StackyardError(
        "this student is not on the list",
        given=wanted,
        remedy=f"did you mean {', '.join(alike(wanted, students))}? Whoever is new is published by playbooks/seed.yml",
    )


def environments(inventory: Mapping[str, Any]) -> list[str]:
    """Name the environments of an inventory: the groups that have hosts of their own."""
    found: list[str] = []
    for name, group in (inventory.get("children") or {}).items():
        found += [name] if (group or {}).get("hosts") else environments(group or {})
    return found


def check_environment(name: str, known: Sequence[str]) -> None:
    """Refuse an environment that the inventory does not have; raises ``StackyardError`` naming those it has."""
    if name not in known:
        raise StackyardError(
            "there is no environment of this name",
            given=name,
            remedy=f"bin/pull-api-config.sh <environment>, one of {', '.join(known)}",
        )


def seed_command(environment: str) -> str:
    """What to type to publish the content."""
    return f"publish the content: ansible-playbook playbooks/seed.yml -e env={environment}"


def main(arguments: Sequence[str]) -> int:
    """Print the configuration: ``[environment] [student]``; gives the exit code."""
    environment, student = (*arguments, *("local", "")[len(arguments) :])
    try:
        inventory = yaml.safe_load((ROOT / "inventory.yml").read_text(encoding="utf-8"))
        check_environment(environment, environments(inventory["all"]))
        target = Target.load(environment)
        check_placeholders({"aws_account_id": target.account}, target.environment, ROOT)
        try:
            sys.stdout.write(api_config(find_deployment(target), student).text())
        except (BotoCoreError, ClientError) as error:
            raise explain(error, target) from None
    except StackyardError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
