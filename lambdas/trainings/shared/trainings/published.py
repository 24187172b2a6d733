"""Tests as the trainer published them: which there are, what they ask, until when they are open."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from lambda_kit.requests import ApiError

from trainings.deadlines import due_of
from trainings.documents import due_date_from
from trainings.ids import is_id
from trainings.layout import due_date_key, questions_key, subject_prefix
from trainings.store import Document, Store


def subjects(store: Store) -> list[str]:
    """Name every subject, sorted: one listing by delimiter, however much lies below."""
    return sorted(name for name in store.list_prefixes() if is_id(name))


def test_ids(store: Store, subject: str) -> list[str]:
    """Name every test of a subject, sorted; empty for an unknown subject."""
    return sorted(name for name in store.list_prefixes(subject_prefix(subject)) if is_id(name))


test_ids.__test__ = False  # type: ignore[attr-defined]  # its name would make pytest take it for a test


def questions_of(store: Store, subject: str, test: str) -> Document:
    """Read the questions of a test.

    Raises ``ApiError`` 404 saying whether subject or test is unknown, ``DamagedDocument`` when they cannot be read.
    """
    found = store.get(questions_key(subject, test))
    if found is not None:
        return found
    if not test_ids(store, subject):
        raise no_such_subject(subject)
    raise ApiError(
        HTTPStatus.NOT_FOUND, f"The subject {subject!a} has no test {test!a}. POST /v1/tests lists what is open to you."
    )


def no_such_subject(subject: str) -> ApiError:
    """Make the answer for an unknown subject (404)."""
    return ApiError(HTTPStatus.NOT_FOUND, f"There is no subject {subject!a}. POST /v1/tests lists what is open to you.")


def published_due(store: Store, subject: str, test: str) -> datetime | None:
    """Read until when a test may be answered; ``None`` when the trainer published no moment. Raises ``BadDocument``."""
    key = due_date_key(subject, test)
    document = store.get_json(key)
    return None if document is None else due_date_from(document, key)


def due_moment(store: Store, subject: str, test: str, questions_modified: datetime, zone: ZoneInfo) -> datetime:
    """Return until when a test may be answered, in the school's zone; raises ``BadDocument`` for a damaged due date."""
    return due_of(published_due(store, subject, test), questions_modified, zone)
