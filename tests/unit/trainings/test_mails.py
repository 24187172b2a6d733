"""Orders of the mail queue: ids that never change, and garbage told from orders."""

from __future__ import annotations

import dataclasses
import json

import pytest
from trainings.mails import GarbledOrder, ReportMail, ScoreMail, from_message, report_mail_id, score_mail_id, to_message

SCORE = ScoreMail(subject="python", test_id="test01", student="student01", email="student01@example.com", score=4)


@pytest.mark.parametrize("mail", [SCORE, ReportMail(run_id="20261123T220000Z-0123456789ab")])
def test_order__survives_the_queue(mail: ScoreMail | ReportMail) -> None:
    assert from_message(to_message(mail)) == mail


def test_id__does_not_depend_on_address_or_score() -> None:
    assert dataclasses.replace(SCORE, email="new@example.com", score=1).mail_id == SCORE.mail_id


def test_ids__are_pinned_because_the_ledger_outlives_every_release() -> None:
    assert SCORE.mail_id == score_mail_id("python", "test01", "student01")
    assert score_mail_id("python", "test01", "student01") == "score-b16fd8cdc7882cc10eb72db93116a8f255ac5666"
    assert report_mail_id("run") == "report-0a7e2894f07557aec4faa10f21d287c0cae2c224"


def test_names_that_join_to_the_same_text__have_different_ids() -> None:
    assert score_mail_id("a b", "c", "d") != score_mail_id("a", "b c", "d")


def altered(**changes: object) -> str:
    return json.dumps({**json.loads(to_message(SCORE)), **changes})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ('"score"', "not a JSON object"),
        ("{}", "no known kind"),
        ('{"kind": "invoice"}', "no known kind"),
        ('{"kind": ["score"]}', "no known kind"),
        ('{"kind": "report"}', "exactly the fields run_id"),
        ('{"kind": "report", "run_id": "x", "more": 1}', "exactly the fields run_id"),
        ('{"kind": "report", "run_id": 7}', "field run_id"),
        (altered(score=6), "field score"),
        (altered(score=True), "field score"),
        (altered(score="4"), "field score"),
        (altered(email=""), "field email"),
        (altered(email="a@example.com\r\nBcc: b@example.com"), "field email"),
    ],
)
def test_garbage__is_told_by_reason(body: str, reason: str) -> None:
    with pytest.raises(GarbledOrder, match=reason):
        from_message(body)


def test_reason__never_repeats_what_stood_in_the_message() -> None:
    with pytest.raises(GarbledOrder) as caught:
        from_message(altered(email="secret@example.com\n"))
    assert "secret" not in str(caught.value)
