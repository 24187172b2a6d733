from __future__ import annotations

from trainings.layout import refused_key
from trainings.mails import ReportMail, ScoreMail
from trainings.refusals import note_refusal, untold_refusals
from trainings.register import Register

from tests.unit.trainings.weekly_course import School

MAIL = ScoreMail("python", "test01", "s1", "s1@example.com", 4)


def test_note__says_whom_it_is_about_without_the_address() -> None:
    school = School()

    note_refusal(school.store, MAIL, "550: no such user")

    assert school.read(refused_key(MAIL.mail_id)) == {
        "subject": "python", "test_id": "test01", "student": "s1", "reason": "550: no such user",
    }  # fmt: skip


def test_note_repeated__stays_told() -> None:
    school = School()
    note_refusal(school.store, MAIL, "550: no such user")
    (told,) = untold_refusals(school.store, Register())
    school.s3.objects[refused_key(MAIL.mail_id)].metadata.clear()

    note_refusal(school.store, MAIL, "550: no such user")

    assert untold_refusals(school.store, Register(told={told.mail_id: told.version})) == ()


def test_refused_report__is_told_as_such() -> None:
    school = School()
    mail = ReportMail("run")

    note_refusal(school.store, mail, "554: too large")

    (refusal,) = untold_refusals(school.store, Register())
    assert (refusal.mail_id, refusal.student, refusal.reason) == (mail.mail_id, "", "554: too large")


def test_notes_that_were_told__are_not_read_again() -> None:
    school = School()
    for number in range(30):
        note_refusal(school.store, ScoreMail("python", "test01", f"s{number}", "x@example.com", 4), "550")
    told = {refusal.mail_id: refusal.version for refusal in untold_refusals(school.store, Register())}
    school.s3.calls.clear()

    assert untold_refusals(school.store, Register(told=told)) == ()
    assert dict(school.s3.calls) == {"ListObjectsV2": 1}
