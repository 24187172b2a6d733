"""Face of ``trainings_ops.forget``: export and erase everything stored about one student."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from stackyard.errors import StackyardError
from stackyard.operate.api_keys import KeyRing
from stackyard.operate.queues import Queue
from stackyard.target import ROOT
from stackyard.text.alike import alike
from stackyard.text.words import counted
from trainings import ids, layout
from trainings_ops.action import TrainingsAction
from trainings_ops.bucket import Bucket
from trainings_ops.content import line_of
from trainings_ops.deployment import Deployment
from trainings_ops.forget import Places, Traces, erase, export, find_traces


class ActionModule(TrainingsAction):
    """Forget a student."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "outputs": {"type": "dict", "default": {}},
        "student": {"type": "str", "required": True},
        "content": {"type": "path", "required": True},
        "exports": {"type": "path", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Find, export, erase; in check mode only list what would go."""
        student = _checked(arguments["student"])
        deployment = self.deployment(arguments)
        warnings = _still_in_content(Path(arguments["content"]), student)
        if self.check_mode and not deployment.bucket:
            return {"changed": False, "msg": "nothing is deployed, so nothing is stored about anybody", "found": []}
        places = _places(deployment)
        traces = find_traces(places, student)
        warnings += _mails_under_way(deployment)
        result = {"changed": bool(traces), "found": traces.lines(), "warnings": warnings, "export": ""}
        if not traces:
            return {**result, "msg": _nothing_found(traces, places.ring)}
        if self.check_mode:
            return {
                **result,
                "msg": "\n".join([f"would export and erase {_figures(traces)} of {student}", *traces.lines()]),
            }
        now = deployment.target.now()
        path = export(traces, places.bucket, Path(arguments["exports"]) / deployment.target.environment, now)
        erase(traces, places, now)
        return {
            **result,
            "export": str(path),
            "msg": f"erased {_figures(traces)} of {student}; exported to {_shown(path)}",
        }


def _places(deployment: Deployment) -> Places:
    client = deployment.target.client
    dead_letters = deployment.find("scoring", "MailDeadLetterQueueUrl")
    return Places(
        bucket=Bucket(client("s3"), deployment.output("data", "BucketName")),
        ring=KeyRing.of(deployment),
        dead_letters=Queue(client("sqs"), dead_letters) if dead_letters else None,
    )


def _mails_under_way(deployment: Deployment) -> list[str]:
    """Mails leave the queue within seconds; a mail to the student that is among them leaves a note behind."""
    url = deployment.find("scoring", "MailQueueUrl")
    waiting = sum(Queue(deployment.target.client("sqs"), url).depths().values()) if url else 0
    told = f"the mail queue holds {counted(waiting, 'mail')}: forget the student again when it is empty"
    return [told] if waiting else []


def _shown(path: Path) -> str:
    """A path as people of this repository name it."""
    path = path.resolve()
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def _checked(student: str) -> str:
    try:
        return ids.student_id(student)
    except ids.BadId as error:
        raise StackyardError(
            "this is no student id", given=str(error), remedy="name one student, as in -e student=student07"
        ) from None


def _figures(traces: Traces) -> str:
    objects = len({version.key for version in traces.own})
    documents = len({mention.version.key for mention in traces.mentions})
    figures = (
        (objects, "object"),
        (documents, "mention"),
        (len(traces.keys), "key"),
        (len(traces.letters), "dead letter"),
    )
    return ", ".join(counted(count, what) for count, what in figures if count)


def _nothing_found(traces: Traces, ring: KeyRing) -> str:
    if traces.forgotten_on:
        return f"{traces.student} was forgotten on {traces.forgotten_on}: nothing is stored any more"
    known = sorted({key.owner for key in ring.list()})
    raise StackyardError(
        "nothing is stored about this student",
        given=f"student={traces.student}",
        remedy=f"check the id; known are, for example: {', '.join(alike(traces.student, known)) or 'none at all'}",
    )


def _still_in_content(content: Path, student: str) -> list[str]:
    """The seed would refuse to bring the student back; the trainer should remove the line all the same."""
    file = content / layout.STUDENTS_LIST
    line = line_of(file.read_bytes(), student) if file.is_file() else 0
    return [f"{_shown(file)} still names {student}: remove line {line}"] if line else []
