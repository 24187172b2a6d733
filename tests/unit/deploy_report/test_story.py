"""A report that is written whichever way a run ends."""

from __future__ import annotations

from pathlib import Path

from stackyard.apply import Applied
from stackyard.deploy_report import Run, Story

from tests.fakes.stacks import make_spec
from tests.unit.progress.scene import DATA, plan


def story(path: Path | None, earlier: Run | None = None) -> Story:
    times = iter((100.0, 160.0))
    made = Story(
        "dev-eu", "Deployment", {}, path, earlier=earlier.document() if earlier else {}, clock=lambda: next(times)
    )
    made.recorder.run_started(plan())
    return made


def test_end__writes_the_page_and_gives_the_run(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "dev-eu-deploy.html"
    made = story(path)
    made.recorder.stack_finished(DATA, "created", 2.0)
    run = made.end([Applied(make_spec("data", outputs=("Id",)), "created", {"Id": "abc"})])
    assert (run.began, run.ended, run.error) == (100.0, 160.0, "")
    assert run.stacks[0].outputs == {"Id": "abc"}
    assert "abc" in path.read_text()


def test_failure__stands_in_the_page(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    story(path).end([], "stack data could not be created")
    assert "stack data could not be created" in path.read_text()


def test_second_step__tells_the_first_one_too(tmp_path: Path) -> None:
    first = story(None).end([])
    run = story(tmp_path / "report.html", first).end([])
    assert len(run.stacks) == 6


def test_step_that_another_one_follows__says_until_then_that_the_run_goes_on(tmp_path: Path) -> None:
    first = story(tmp_path / "report.html")
    first.followed = True
    run = first.end([])
    assert (run.error, run.running) == ("", False)
    assert "<title>RUNNING: Deployment</title>" in (tmp_path / "report.html").read_text()


def test_step_that_another_one_would_have_followed__says_why_it_failed(tmp_path: Path) -> None:
    first = story(tmp_path / "report.html")
    first.followed = True
    first.end([], "stack data could not be created")
    page = (tmp_path / "report.html").read_text()
    assert "<title>FAILED: Deployment</title>" in page
    assert "Running since" not in page


def test_page_that_cannot_be_written__fails_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert story(in_the_way / "report.html").end([]).target == "dev-eu"
