"""Reports to be shown: of a class, of a school, of a course whose names are hostile."""

from __future__ import annotations

from trainings.reports import Refusal, Report, ReportedTest
from trainings.runs import Problem

AT = "2026-11-23T22:00:00+00:00"


def class_report() -> Report:
    """A small class: three students, two tests, one of everything that can go wrong."""
    return Report(
        "run",
        AT,
        (
            ReportedTest("linux", "test01", AT, 2, {"s1": 5, "s2": 3}, ["s3"]),
            ReportedTest("python", "test01", AT, 1, {"s1": 4}, ["s2"]),
        ),
        (Problem("python", "test01", "the document cannot be read", "s3"),),
        (Refusal("score-1", "v1", "linux", "test01", "s2", "550: no such user"),),
    )


def school_report(students: int, problems: int = 0) -> Report:
    """One test of a large school; every second student submitted."""
    names = [f"student{number:06}" for number in range(students)]
    troubles = tuple(Problem("python", "test01", "torn", name) for name in names[:problems])
    return Report(
        "run", AT, (ReportedTest("python", "test01", AT, students // 2, dict.fromkeys(names[::2], 3), names[1::2]),),
        troubles, (),
    )  # fmt: skip


def term_report(tests: int, student: str = "student01") -> Report:
    """Many tests at once, as after a term without a run; one student has the scores 0 to 5 over and over."""
    reported = (ReportedTest("python", f"test{n:02}", AT, 1, {student: n % 6}, []) for n in range(tests))
    return Report("run", AT, tuple(reported), (), ())


def hostile_report() -> Report:
    """Names no seed lets in, as a bucket of another installation might hold them."""
    name = "<script>alert(1)</script>&"
    return Report(
        "run", AT, (ReportedTest(name, name, AT, 1, {name: 1}, [name + "2"]),), (Problem(name, name, name, name),),
        (Refusal("m", "v", name, name, name, name),),
    )  # fmt: skip


def empty_report() -> Report:
    """Nothing was scored, but something is to be told."""
    return Report("run", AT, (), (Problem("python", "test01", "nobody knows when it is due"),), ())
