"""What a task and its report tell of an application, whichever way it ends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from stackyard.apply import Applied, DeployError
from stackyard.deploy_report import Story, reported
from stackyard.errors import StackyardError

from tests.fakes.stacks import make_spec
from tests.unit.progress.scene import API, DATA, MAIL, plan

FAILED = StackyardError("stack api could not be updated", given="no right", remedy="mend it")


@pytest.fixture
def story(tmp_path: Path) -> Story:
    made = Story("dev-eu", "Deployment", {}, tmp_path / "report.html")
    made.recorder.run_started(plan())
    return made


def page(story: Story) -> str:
    assert story.path is not None
    return story.path.read_text()


def failing(*applied: Applied) -> Sequence[Applied]:
    raise DeployError({API: FAILED}, {MAIL: "takes outputs"}, applied)


def test_good_end__is_told_by_both(story: Story) -> None:
    result, run = reported(story, lambda: [Applied(make_spec("data"), "updated", {"Id": "1"})])
    assert (result["actions"], result["report"], run.error) == ({DATA: "updated"}, str(story.path), "")


def test_failure__tells_what_was_done_all_the_same_and_how_to_take_it_back(story: Story) -> None:
    done = Applied(make_spec("data"), "updated", {"Id": "1"})
    result, run = reported(story, lambda: failing(done), "bin/rollback dev")
    assert result["failed"]
    assert result["actions"] == {DATA: "updated"}
    left = f"done all the same:\n  updated {DATA} (0 resources, 0.0 s)\n  remedy: bin/rollback dev"
    assert run.error == f"{FAILED}\n\nnot begun:\n  {MAIL}: takes outputs\n\n{left}"
    assert result["msg"] == f"{run.error}\n\nreport: {story.path}"
    assert left in page(story)


def test_failure_of_a_first_deployment__has_nothing_to_go_back_to(story: Story) -> None:
    result, _ = reported(story, lambda: failing(Applied(make_spec("data"), "created", {})), "bin/rollback dev")
    assert f"  created {DATA}" in result["msg"]
    assert "bin/rollback" not in result["msg"]


def test_failure_that_changed_nothing__says_nothing_of_it(story: Story) -> None:
    result, _ = reported(story, lambda: failing(Applied(make_spec("data"), "unchanged", {})), "bin/rollback dev")
    assert "all the same" not in result["msg"]


def test_other_error__is_raised_and_stands_in_the_page(story: Story) -> None:
    def broken() -> Sequence[Applied]:
        raise StackyardError("the history is full", given="x", remedy="y")

    with pytest.raises(StackyardError, match="the history is full"):
        reported(story, broken)
    assert "the history is full" in page(story)


def test_interruption__stands_in_the_page(story: Story) -> None:
    def interrupted() -> Sequence[Applied]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reported(story, interrupted)
    assert "the run was stopped before its end" in page(story)
