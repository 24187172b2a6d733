"""Where every document lies in the bucket.

The names of the five documents of a course are a contract with other installations: a bucket in this layout from
elsewhere must just work. Whatever this system adds lies beside them, or under a root prefix that begins with ``_``; no
subject may be named like that, so the two can never meet.
"""

from __future__ import annotations

STUDENTS_LIST = "studentsList.json"
STUDENT_KEYS = "_keys/studentKeys.json"
CLOSED_TESTS = "_closed.json"
RUNS_PREFIX = "_runs/"
MAILS_PREFIX = "_mails/"
REFUSED_PREFIX = "_refused/"

QUESTIONS = "questions.json"
ANSWER_KEY = "questionsKey.json"
DUE_DATE = "dueDate.json"
RESULT = "testResult.json"
SCORE = "score.json"


def subject_prefix(subject: str) -> str:
    """Prefix of everything of one subject."""
    return f"{subject}/"


def test_prefix(subject: str, test: str) -> str:
    """Prefix of everything of one test."""
    return f"{subject}/{test}/"


test_prefix.__test__ = False  # type: ignore[attr-defined]  # its name would make pytest take it for a test


def questions_key(subject: str, test: str) -> str:
    """Key of a test's questions, which students read."""
    return f"{subject}/{test}/{QUESTIONS}"


def answer_key_key(subject: str, test: str) -> str:
    """Key of a test's right answers, which never leave the server side."""
    return f"{subject}/{test}/{ANSWER_KEY}"


def due_date_key(subject: str, test: str) -> str:
    """Key of the moment until which a test may be answered."""
    return f"{subject}/{test}/{DUE_DATE}"


def result_key(subject: str, test: str, student: str) -> str:
    """Key of a student's answers, written once."""
    return f"{subject}/{test}/{student}/{RESULT}"


def score_key(subject: str, test: str, student: str) -> str:
    """Key of a student's score, written once."""
    return f"{subject}/{test}/{student}/{SCORE}"


def plan_key(run_id: str) -> str:
    """Key of what one run set out to do: its tests, their batches, who is missing."""
    return f"{RUNS_PREFIX}{run_id}/plan.json"


def summary_key(run_id: str) -> str:
    """Key of the figures of one run, without names."""
    return f"{RUNS_PREFIX}{run_id}/summary.json"


def manifest_key(run_id: str) -> str:
    """Key of the list of batches that one run scores."""
    return f"{RUNS_PREFIX}{run_id}/manifest.json"


def batch_result_key(run_id: str, batch: str) -> str:
    """Key of what scoring one batch gave."""
    return f"{RUNS_PREFIX}{run_id}/results/{batch}.json"


def report_key(run_id: str) -> str:
    """Key of the report that one run mails to the trainer."""
    return f"{RUNS_PREFIX}{run_id}/report.json"


def mail_key(mail_id: str) -> str:
    """Key of the ledger entry of one mail."""
    return f"{MAILS_PREFIX}{mail_id}.json"


def refused_key(mail_id: str) -> str:
    """Key of the note that a mail was refused for good."""
    return f"{REFUSED_PREFIX}{mail_id}.json"


def is_reserved(name: str) -> bool:
    """Whether a root name belongs to this system rather than to a subject."""
    return name.startswith("_")
