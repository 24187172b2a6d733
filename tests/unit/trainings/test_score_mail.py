from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from trainings.mail_messages import Envelope
from trainings.mails import ScoreMail
from trainings.score_mail import score_message


def message_of(score: int = 4, subject: str = "python") -> EmailMessage:
    mail = ScoreMail(subject, "test01", "student01", "student01@example.com", score)
    moment = datetime(2026, 11, 23, 22, 5, tzinfo=UTC)
    return score_message(mail, Envelope("trainings@example.com", mail.email, mail.mail_id, moment))


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("score", range(6))
def test_both_parts__tell_subject_test_and_score(score: int, kind: str) -> None:
    text = content(message_of(score), kind)

    for word in ("python", "test01", "student01", f"{score} out of 5"):
        assert word in text


def test_every_score__has_kind_words_of_its_own() -> None:
    texts = {content(message_of(score), "plain").replace(str(score), "") for score in range(6)}

    assert len(texts) == 6


def test_subject_line__tells_the_score() -> None:
    assert message_of(5)["Subject"] == "Your score in python, test01: 5 out of 5"


def test_html__is_escaped() -> None:
    html = content(message_of(subject="<script>&"), "html")

    assert "<script>" not in html
    assert "&lt;script&gt;&amp;" in html
