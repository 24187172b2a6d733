"""The mailbox: what it makes of the server's documents, and how it looks on 80 columns."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embedded.mailbox.__main__ import parser, printed
from embedded.mailbox.letters import Letter, MailboxError, server_url
from embedded.mailbox.pages import harmless, letter_page, list_page


def document(**changes: Any) -> dict[str, Any]:
    return {
        "id": "m-1",
        "from": "trainings@example.com",
        "to": ["student01@example.com"],
        "subject": "Your score",
        "date": "2026-11-23T22:00:05+00:00",
        "text": "You have 4 of 5.\n",
        "html": "<p>You have 4 of 5.</p>",
        "attachments": [],
        "raw": "Subject: Your score\n\nYou have 4 of 5.\n",
        **changes,
    }


CSV = {"name": "scores.csv", "type": "text/csv", "content": base64.b64encode(b"\xef\xbb\xbfstudent\r\n").decode()}


def letters(*documents: dict[str, Any]) -> list[Letter]:
    return [Letter.from_document(number, one) for number, one in enumerate(documents, 1)]


def output(line: str, *documents: dict[str, Any]) -> bytes:
    return printed(parser().parse_args(line.split()), letters(*documents), 80)


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def test_list__shows_number_date_receiver_subject() -> None:
    heading, row = output("list", document()).decode().splitlines()
    assert heading.split() == ["no", "date", "to", "subject"]
    assert row == " 1  Nov 23 22:00  student01@example.com  Your score"


def test_list_of_long_values__fits_80_columns() -> None:
    long = document(to=["somebody.with.a.long.address@example.com", "b@example.com"], subject="subject " * 30)
    lines = output("list", long).decode().splitlines()
    assert max(map(len, lines)) == 80
    assert "+1" in lines[1]
    assert lines[1].endswith("..")


def test_empty_mailbox__says_so() -> None:
    assert output("list") == b"no mail\n"


def test_to__filters_and_keeps_the_numbers() -> None:
    other = document(to=["student02@example.com"])
    row = output("list --to STUDENT02@example.com", document(), other).decode().splitlines()[1]
    assert row.startswith(" 2  ")


def test_json__is_what_the_server_holds() -> None:
    assert json.loads(output("--json", document(), document(id="m-2"))) == [document(), document(id="m-2")]
    assert json.loads(output("show 2 --json", document(), document(id="m-2"))) == document(id="m-2")


def test_show__is_the_mail_as_its_receiver_reads_it() -> None:
    page = output("show 1", document(attachments=[CSV])).decode()
    assert "Date:    2026-11-23 22:00 UTC\nSubject: Your score\n" in page
    assert "File:    scores.csv (12 bytes)\n" in page
    assert page.endswith("\nYou have 4 of 5.\n")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("--text", b"You have 4 of 5.\n"),
        ("--html", b"<p>You have 4 of 5.</p>\n"),
        ("--raw", b"Subject: Your score\n\nYou have 4 of 5.\n"),
        ("--attachment scores.csv", b"\xef\xbb\xbfstudent\r\n"),
    ],
)
def test_part__comes_byte_for_byte(part: str, expected: bytes) -> None:
    assert output(f"show 1 {part}", document(attachments=[CSV])) == expected


@pytest.mark.parametrize(
    ("line", "problem", "remedy"),
    [
        ("show 2", "there is no mail number 2", "from 1 to 1"),
        ("show 0", "there is no mail number 0", "from 1 to 1"),
        ("show", "the number of the mail is missing", "from 1 to 1"),
        ("show 1 --html", "mail 1 has no html part", "bin/mailbox show 1"),
        ("show 1 --attachment other.csv", "no attached file 'other.csv'", "scores.csv"),
    ],
)
def test_what_is_not_there__is_told_with_a_remedy(line: str, problem: str, remedy: str) -> None:
    with pytest.raises(MailboxError) as told:
        output(line, document(html="", attachments=[CSV]))
    assert problem in str(told.value)
    assert remedy in str(told.value).partition("remedy:")[2]


def test_mail_that_drives_the_terminal__is_shown_without_its_tricks() -> None:
    evil = document(subject="a\x1b[2J\nTo: b", text="x\x07y\u202ez\r\nnext\tline")
    page = letter_page(letters(evil)[0])
    assert "Subject: a[2J To: b\n" in page
    assert page.endswith("xyz\nnext\tline\n")


def test_harmless_text__keeps_letters_of_every_language() -> None:
    assert harmless("zażółć\u00a0gęślą 漢字") == "zażółć\u00a0gęślą 漢字"


@pytest.mark.parametrize(
    "date", ["Mon, 23 Nov 2026 22:00:05 +0000", "2026-11-23T23:00:05+01:00", "2026-11-23T22:00:05Z"]
)
def test_date__is_read_in_each_form(date: str) -> None:
    assert "Nov 23 22:00" in list_page(letters(document(date=date)), 80)


def test_parts_a_mail_lacks__are_empty() -> None:
    page = letter_page(letters({"to": "one@example.com", "html": "<b>only html</b>"})[0])
    assert "To:      one@example.com\n" in page
    assert "Date:    unknown\n" in page
    assert page.endswith("<b>only html</b>\n")


def test_server__is_found_by_port_then_by_its_note_then_where_it_usually_is(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert server_url({}, tmp_path) == "http://127.0.0.1:4580"
    state.mkdir()
    (state / "server.json").write_text('{"pid": 1, "port": 4999}')
    assert server_url({"STACKYARD_LOCAL_STATE": str(state)}, tmp_path) == "http://127.0.0.1:4999"
    assert server_url({"STACKYARD_LOCAL_STATE": str(state), "STACKYARD_LOCAL_PORT": "5001"}).endswith(":5001")
    (state / "server.json").write_text('{"pid": 1, "po')
    assert server_url({"STACKYARD_LOCAL_STATE": str(state)}, tmp_path) == "http://127.0.0.1:4580"


def test_mailbox_of_another_partition__is_that_of_its_own_server(tmp_path: Path) -> None:
    china = tmp_path / ".local/aws-cn"
    assert server_url({"STACKYARD_LOCAL_PARTITION": "aws-cn"}, tmp_path) == "http://127.0.0.1:4581"
    china.mkdir(parents=True)
    (china / "server.json").write_text('{"port": 4998}')
    assert server_url({}, tmp_path, "aws-cn") == "http://127.0.0.1:4998"
    assert server_url({}, tmp_path) == "http://127.0.0.1:4580"


def test_unknown_partition__says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match=r"Choose from: aws, aws-cn(?s:.*)remedy"):
        server_url({}, tmp_path, "aws-moon")
