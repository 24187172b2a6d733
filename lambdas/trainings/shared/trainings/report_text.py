"""The trainer's mail as plain text: narrow enough for any reader, with tests numbered rather than spelt out."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from trainings.commands import folded
from trainings.report_view import AGAIN, CSV_NAME, LEGEND, ReportView, sections

_WIDTH = 78


def report_text(view: ReportView) -> str:
    """Write the plain text part."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: ReportView) -> Iterator[str]:
    yield f"Homework tests scored for {view.moment}."
    if view.tests:
        yield from ("", "TESTS", "")
        yield from _tests(view)
        yield from ("", f"GRADES (0 to 5; {LEGEND})", "")
        yield from _grades(view)
    for heading, lines in sections(view):
        yield from ("", heading.upper(), "")
        for line in lines:
            yield from _indented(line)
    if view.again:
        yield from ("", "AFTER MENDING", "", *_indented(AGAIN))
        for command in view.again:
            yield from ("", *(f"    {line}" for line in folded(command, _WIDTH - 4)))
    if view.tests:
        yield from ("", f"Every student and test is in the attached {CSV_NAME}.")


def _indented(line: str) -> list[str]:
    return wrap(line, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _tests(view: ReportView) -> Iterator[str]:
    width = max(len(test.name) for test in view.tests)
    for number, test in enumerate(view.tests, start=1):
        average = f", average {test.average}" if test.average else ""
        yield f"  [{number}] {test.name:{width}}  {test.submitted} submitted, {test.missing} missing{average}"


def _grades(view: ReportView) -> Iterator[str]:
    names = max((len(student) for student, _ in view.grid), default=0)
    heads = [f"[{number}]" for number in range(1, len(view.tests) + 1)]
    # As many columns as fit beside the longest name; the tests that are left go on in another block below.
    columns = max(1, (_WIDTH - 3 - names) // (len(heads[-1]) + 1))
    for first in range(0, len(heads), columns):
        shown = heads[first : first + columns]
        if first:
            yield ""
        yield f"  {'':{names}}  " + " ".join(shown)
        for student, marks in view.grid:
            block = zip(marks[first : first + columns], shown, strict=True)
            cells = (f"{mark:>{len(head) - 1}} " for mark, head in block)
            yield f"  {student:{names}}  {' '.join(cells)}".rstrip()
    if view.students_more:
        yield f"  and {view.students_more} more students, in {CSV_NAME}"
