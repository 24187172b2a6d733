"""Who is calling, and whether they may.

API Gateway only knows that a key is valid; this module binds it to its student. Only digests of keys are stored, so
that whoever reads the bucket can impersonate nobody.
"""

from __future__ import annotations

import hashlib
import hmac
from http import HTTPStatus

from lambda_kit.requests import ApiError

from trainings.documents import StudentKey, student_keys_from
from trainings.layout import STUDENT_KEYS
from trainings.store import Store
from trainings.students_list import stored_students


def key_digest(api_key: str) -> str:
    """Return the digest by which a key is recognised: SHA-256, lower-case hexadecimal digits."""
    return hashlib.sha256(api_key.encode()).hexdigest()


def key_owner(api_key: str, keys: dict[str, StudentKey]) -> str | None:
    """Return the student a key belongs to; ``None`` when it is nobody's.

    Takes the same time whichever entry fits, so that response times say nothing about stored digests.
    """
    digest = key_digest(api_key)
    owner = None
    for student, key in keys.items():
        if hmac.compare_digest(digest, key.sha256):
            owner = student
    return owner


def calling_student(store: Store, api_key: str) -> str:
    """Return the student who calls.

    Raises ``ApiError``: 403 when the key is nobody's, 400 when its student is not on the list. ``BadDocument``: the
    student's own entry is damaged, or the list as a whole.
    """
    owner = _owner(store, api_key)
    _check_listed(store, owner)
    return owner


def check_student(store: Store, api_key: str, student: str) -> None:
    """Check that ``student`` may call with this key.

    Raises ``ApiError``: 400 when the student is not on the list, 403 when the key is another student's or nobody's.
    ``BadDocument``: the student's own entry is damaged, or the list as a whole.
    """
    _check_listed(store, student)
    if _owner(store, api_key) != student:
        raise _forbidden("belongs to another student. Use the key and the student id that you were given.")


def _owner(store: Store, api_key: str) -> str:
    owner = key_owner(api_key, student_keys_from(store.get_json(STUDENT_KEYS) or {}))
    if owner is None:
        raise _forbidden("belongs to no student. Ask your trainer for the key of your own.")
    return owner


def _check_listed(store: Store, student: str) -> None:
    listed = stored_students(store)  # before the first seed there is nobody
    if listed is None or not listed.has(student):
        raise ApiError(
            HTTPStatus.BAD_REQUEST, "This student is not on the list. Check the student id, or ask your trainer."
        )


def _forbidden(reason: str) -> ApiError:
    return ApiError(HTTPStatus.FORBIDDEN, f"This API key {reason}")
