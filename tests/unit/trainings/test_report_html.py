from __future__ import annotations

from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from trainings.report_html import report_html
from trainings.report_view import report_view
from trainings.reports import Report

from tests.unit.trainings.report_samples import class_report, empty_report, hostile_report, school_report


class Reader(HTMLParser):
    """Collects the tags and the rows of tables, and that every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # html.parser's signature
        self.seen.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"td", "th"}:
            self.rows[-1][-1] += data


def read(report: Report) -> Reader:
    reader = Reader()
    reader.feed(report_html(report_view(report, ZoneInfo("Europe/Warsaw"))))
    assert reader.open == []
    return reader


def test_report_of_a_class__has_its_grades_in_a_table() -> None:
    rows = read(class_report()).rows

    assert ["Student", "linux/test01", "python/test01"] in rows
    assert ["s1", "5", "4"] in rows
    assert ["s3", "-", "!"] in rows
    assert ["python/test01", "1", "1", "4.0"] in rows


def test_hostile_names__stay_text() -> None:
    reader = read(hostile_report())

    assert "script" not in reader.seen
    assert ["<script>alert(1)</script>&", "1"] in reader.rows


def test_report_of_a_school__says_how_many_more_there_are() -> None:
    assert "and 800 more students, in scores.csv" in report_html(
        report_view(school_report(1_000), ZoneInfo("Europe/Warsaw"))
    )


def test_report_without_tests__has_no_empty_tables() -> None:
    assert "table" not in read(empty_report()).seen
    assert "Every student" not in report_html(report_view(empty_report(), ZoneInfo("Europe/Warsaw")))


def test_command_for_what_is_mended__can_be_copied() -> None:
    page = report_html(report_view(class_report(), ZoneInfo("Europe/Warsaw")))

    assert "<pre>.venv/bin/ansible-playbook playbooks/score.yml -e reopen=python/test01</pre>" in page
