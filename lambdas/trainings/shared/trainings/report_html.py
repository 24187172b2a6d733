"""The trainer's mail as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from trainings.mail_messages import html_page
from trainings.report_view import AGAIN, CSV_NAME, LEGEND, ReportView, sections

_TABLE = '<table border="1" cellpadding="4" style="border-collapse: collapse">'


def report_html(view: ReportView) -> str:
    """Write the HTML part; everything from outside is escaped."""
    return html_page(escape(view.title), "\n".join(_parts(view)))


def _parts(view: ReportView) -> Iterator[str]:
    yield f"<p>Homework tests scored for {escape(view.moment)}.</p>"
    if view.tests:
        yield "<h2>Tests</h2>"
        yield _table(
            ("Test", "Submitted", "Missing", "Average"),
            ((test.name, str(test.submitted), str(test.missing), test.average) for test in view.tests),
        )
        yield f"<h2>Grades</h2>\n<p>0 to 5; {escape(LEGEND)}</p>"
        yield _table(("Student", *(test.name for test in view.tests)), ((name, *marks) for name, marks in view.grid))
        if view.students_more:
            yield f"<p>and {view.students_more} more students, in {CSV_NAME}</p>"
    for heading, lines in sections(view):
        items = "\n".join(f"<li>{escape(line)}</li>" for line in lines)
        yield f"<h2>{escape(heading)}</h2>\n<ul>\n{items}\n</ul>"
    if view.again:
        commands = "\n".join(map(escape, view.again))
        yield f"<h2>After mending</h2>\n<p>{escape(AGAIN)}</p>\n<pre>{commands}</pre>"
    if view.tests:
        yield f"<p>Every student and test is in the attached {CSV_NAME}.</p>"


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [_row("th", headings), *(_row("td", row) for row in rows)]
    return "\n".join([_TABLE, *lines, "</table>"])


def _row(cell: str, texts: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{cell}>{escape(text)}</{cell}>" for text in texts) + "</tr>"
