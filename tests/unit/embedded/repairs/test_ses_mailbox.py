from __future__ import annotations

from pathlib import Path

from embedded.repairs.ses_mail.mailbox import Mailbox
from embedded.repairs.ses_mail.parsing import from_raw, from_request

RAW = b"From: a@example.org\r\nTo: B <b@example.org>, c@example.org\r\nSubject: =?utf-8?q?=C5=BB?=\r\n\r\nText\r\n"


def test_envelope_that_is_not_given__is_read_from_the_headers() -> None:
    mail = from_raw(RAW)

    assert (mail.sender, mail.to) == ("a@example.org", ("b@example.org", "c@example.org"))
    assert mail.document()["subject"] == "Ż"


def test_given_envelope__stands_against_the_headers() -> None:
    mail = from_raw(RAW, "sender@example.org", ("d@example.org",))

    assert (mail.sender, mail.recipients) == ("sender@example.org", ("d@example.org",))


def test_html_without_text__has_no_text() -> None:
    body = {"Html": {"Data": "<p>Ż</p>"}}
    mail = from_request({"Content": {"Simple": {"Subject": {"Data": "s"}, "Body": body}}, "FromEmailAddress": "a@b.c"})

    assert mail is not None
    assert (mail.document()["text"], mail.document()["html"].strip()) == ("", "<p>Ż</p>")


def test_template_content__is_left_to_ministack() -> None:
    assert from_request({"Content": {"Template": {"TemplateName": "t"}}}) is None


def test_mailbox_opened_again__holds_what_was_delivered(tmp_path: Path) -> None:
    Mailbox(tmp_path / "mail.jsonl").deliver("1", from_raw(RAW))

    (mail,) = Mailbox(tmp_path / "mail.jsonl").mails

    assert (mail["id"], mail["text"].strip()) == ("1", "Text")


def test_line_cut_off_by_a_crash__is_dropped_and_the_next_mail_starts_a_line_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "mail.jsonl"
    Mailbox(file).deliver("1", from_raw(RAW))
    with file.open("a") as lines:
        lines.write('{"id": "2", "te')

    Mailbox(file).deliver("3", from_raw(RAW))

    assert [mail["id"] for mail in Mailbox(file).mails] == ["1", "3"]


def test_cleared_mailbox__is_empty_when_opened_again(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "mail.jsonl")
    mailbox.deliver("1", from_raw(RAW))

    mailbox.clear()

    assert mailbox.mails == Mailbox(tmp_path / "mail.jsonl").mails == []
