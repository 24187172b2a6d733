"""Two real calls that show the deployed API to be alive and guarded: one without a key, one with a student's."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from stackyard.operate.calls import Answer, Call, PatientCaller

REMEDY = "read the function's log group (its name ends in ListTests), mend, then deploy again"


@dataclass(frozen=True)
class Smoke:
    """The test of one API; what makes its calls can be replaced."""

    endpoint: str
    caller: PatientCaller = field(default_factory=PatientCaller)

    def run(self, student: str, key: str) -> list[str]:
        """Make the calls; gives a line per call made, raises ``StackyardError`` for the first wrong answer."""
        self._expect(403, "without a key", student, {})
        answer = self._expect(200, "with a student's key", student, {"x-api-key": key})
        tests = sum(len(subject["testIds"]) for subject in answer.document["body"])
        return ["without a key: 403", f"with the key of {student}: 200, {tests} open tests"]

    def _expect(self, status: int, who: str, student: str, headers: dict[str, str]) -> Answer:
        body = json.dumps({"studentId": student}).encode()
        call = Call("POST", f"{self.endpoint}/api/v1/tests", {"Content-Type": "application/json", **headers}, body)
        return self.caller.expect(status, who, call, good=in_envelope, remedy=REMEDY)


def in_envelope(answer: Answer) -> bool:
    """Whether an answer has the API's own form, with the same status."""
    document = answer.document
    return isinstance(document, dict) and document.get("code") == answer.status
