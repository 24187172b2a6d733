"""``GET /v1/test``: the questions of one test, for students on the list."""

from __future__ import annotations

from typing import Any

from lambda_kit.requests import Request

from trainings.access import calling_student
from trainings.documents import questions_from
from trainings.ids import subject_id, test_id
from trainings.published import questions_of
from trainings.store import Store


def get_test(request: Request, store: Store) -> Any:
    """Return the ``questions.json`` document of a test.

    Raises ``ApiError``: 400 for a bad request or an unlisted student, 403 for a key that is nobody's, 404 for an
    unknown subject or test; ``BadDocument`` when the questions are damaged.
    """
    fields = request.query_fields({"subjectName": subject_id, "testId": test_id})
    calling_student(store, request.api_key)
    found = questions_of(store, fields["subjectName"], fields["testId"])
    questions_from(found.value, found.key)
    return found.value
