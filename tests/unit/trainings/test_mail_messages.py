from __future__ import annotations

from datetime import UTC, datetime

import pytest
from trainings.mail_messages import Envelope, html_page, make_message

ENVELOPE = Envelope(
    sender="Trainings <trainings@example.com>",
    recipient="s1@example.com",
    mail_id="score-1",
    ordered=datetime(2026, 11, 23, 22, 5, tzinfo=UTC),
)


def test_message__has_the_same_content_as_text_and_html() -> None:
    message = make_message(ENVELOPE, "Your score", "plain\n", "<p>html</p>\n")

    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert (message["From"], message["To"]) == ("Trainings <trainings@example.com>", "s1@example.com")
    assert message["Auto-Submitted"] == "auto-generated"


def test_message_repeated__has_the_same_id_and_date() -> None:
    one, two = (make_message(ENVELOPE, "Your score", "plain\n", "<p>html</p>\n") for _ in range(2))

    assert one["Message-ID"] == two["Message-ID"] == "<score-1@example.com>"
    assert one["Date"] == two["Date"] == "Mon, 23 Nov 2026 22:05:00 +0000"


def test_lines__end_as_mail_servers_want_them() -> None:
    raw = make_message(ENVELOPE, "Your score", "plain\n", "<p>html</p>\n").as_bytes()

    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_umlauts__survive() -> None:
    message = make_message(ENVELOPE, "Zażółć", "gęślą\n", "<p>jaźń</p>\n")

    assert message["Subject"] == "Zażółć"
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().strip() == "gęślą"


def test_address_with_line_breaks__is_refused() -> None:
    envelope = Envelope(ENVELOPE.sender, "a@example.com\r\nBcc: b@example.com", "score-1", ENVELOPE.ordered)

    with pytest.raises(ValueError, match="line"):
        make_message(envelope, "Your score", "plain\n", "<p>html</p>\n")


def test_page__is_a_whole_document() -> None:
    page = html_page("Title", "<p>body</p>")

    assert page.startswith("<!doctype html>")
    assert "<title>Title</title>" in page
    assert "<p>body</p>" in page
