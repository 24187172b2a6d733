from __future__ import annotations

import pytest
from trainings import layout
from trainings.ids import is_id


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (layout.STUDENTS_LIST, "studentsList.json"),
        (layout.questions_key("python", "test01"), "python/test01/questions.json"),
        (layout.answer_key_key("python", "test01"), "python/test01/questionsKey.json"),
        (layout.result_key("python", "test01", "student01"), "python/test01/student01/testResult.json"),
        (layout.score_key("python", "test01", "student01"), "python/test01/student01/score.json"),
    ],
)
def test_documents_of_a_course__lie_where_other_installations_have_them(key: str, expected: str) -> None:
    assert key == expected


@pytest.mark.parametrize(
    "key",
    [
        layout.STUDENT_KEYS,
        layout.CLOSED_TESTS,
        layout.manifest_key("run"),
        layout.batch_result_key("run", "0001"),
        layout.report_key("run"),
        layout.mail_key("mail"),
        layout.refused_key("mail"),
    ],
)
def test_our_own_documents__lie_where_no_subject_can_be(key: str) -> None:
    root = key.split("/", maxsplit=1)[0]

    assert layout.is_reserved(root)
    assert not is_id(root)


def test_due_date__lies_beside_the_questions() -> None:
    assert layout.due_date_key("python", "test01") == layout.test_prefix("python", "test01") + "dueDate.json"
    assert layout.test_prefix("python", "test01").startswith(layout.subject_prefix("python"))
