"""What a student needs to call the API: its URL and the student's own key, as ``bin/pull-api-config.sh`` prints them.

Only the trainer's credentials can read keys, so this runs at the trainer's and its two lines go to the student. The
lines are data on stdout; every complaint goes to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from stackyard.errors import StackyardError
from stackyard.operate.api_config import ApiConfig, api_config
from stackyard.operate.command import tell
from stackyard.text.alike import alike
from trainings import layout
from trainings.documents import BadDocument
from trainings.students_list import parse_students_list

from .bucket import Bucket
from .deployment import Deployment


def student_config(deployment: Deployment, student: str) -> ApiConfig:
    """Find URL and key of a student, of the first on the list when none is named.

    Raises ``StackyardError`` when the system is not deployed, the student unknown or without a key.
    """
    deployment.api_endpoint()  # a missing API is told first
    students = published_students(Bucket(deployment.target.client("s3"), deployment.output("data", "BucketName")))
    name = choose(students, student, deployment.target.environment)
    return api_config(deployment, name, remedy=seed_command(deployment.target.environment))


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


def seed_command(environment: str) -> str:
    """What to type to publish the content."""
    return f"publish the content: ansible-playbook playbooks/seed.yml -e env={environment}"


def main(arguments: Sequence[str]) -> int:
    """Print the configuration: ``[environment] [student]``; gives the exit code."""
    environment, student = (*arguments, *("local", "")[len(arguments) :])
    return tell(
        environment,
        "bin/pull-api-config.sh <environment>",
        lambda target: student_config(Deployment.read(target), student).text(),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
