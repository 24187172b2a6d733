"""The mail that tells a student a score."""

from __future__ import annotations

from email.message import EmailMessage
from html import escape

from trainings.documents import MAX_SCORE
from trainings.mail_messages import Envelope, html_page, make_message
from trainings.mails import ScoreMail

_KIND_WORDS = {
    5: "Everything, or nearly everything, is right. Well done!",
    4: "Very good work. You are nearly there.",
    3: "Good work: more than half is yours. Have another look at the rest before the next lesson.",
    2: "You have made a start. Bring your questions to the next lesson, that is what it is for.",
    1: "This one was hard. Bring it along to the next lesson, and we will go through it together.",
    0: "Thank you for trying. Nobody learns without mistakes; we will go through the test together.",
}


def score_message(mail: ScoreMail, envelope: Envelope) -> EmailMessage:
    """Write the mail of one score: subject, test, score, a kind word."""
    test = f"{mail.subject}, {mail.test_id}"
    score = f"{mail.score} out of {MAX_SCORE}"
    words = _KIND_WORDS[mail.score]
    text = (
        f"Hello {mail.student},\n\n"
        "your homework test has been scored.\n\n"
        f"  Subject: {mail.subject}\n"
        f"  Test:    {mail.test_id}\n"
        f"  Score:   {score}\n\n"
        f"{words}\n\n"
        "See you at the next lesson!\n"
    )
    html = (
        f"<p>Hello {escape(mail.student)},</p>\n"
        "<p>your homework test has been scored.</p>\n"
        '<table cellpadding="4">\n'
        f"<tr><td>Subject</td><td>{escape(mail.subject)}</td></tr>\n"
        f"<tr><td>Test</td><td>{escape(mail.test_id)}</td></tr>\n"
        f"<tr><td>Score</td><td><strong>{score}</strong></td></tr>\n"
        "</table>\n"
        f"<p>{escape(words)}</p>\n<p>See you at the next lesson!</p>"
    )
    return make_message(envelope, f"Your score in {test}: {score}", text, html_page(f"Score: {escape(test)}", html))
