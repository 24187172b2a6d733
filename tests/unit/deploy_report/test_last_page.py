"""The page of a run that did not end with its stacks."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from stackyard.deploy_report.last_page import LastPages, Surroundings
from stackyard.deploy_report.model import Run, StackRun

from tests.fakes.stacks import make_target

HOST = "dev-eu"


class Ended:
    """A run of one host, up to its last page."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "reports" / "dev-eu-deploy.html"
        self.now = 1000.0
        self.pages = LastPages(clock=lambda: self.now)

    def step(self, outcome: str, *, followed: bool) -> None:
        """Let a step deploy one stack, and hand on what it did."""
        stack = StackRun("shop-data", "shop", "data", "update", "", outcome)
        run = Run(HOST, "Deployment of stackyard-dev", {}, 1000.0, 1001.0, (stack,))
        self.pages.task_ended(HOST, {"part": {"run": run.document(), "followed": followed}})

    def fail(self, task: str = "preflight : Check the account", why: str = "these credentials are another's") -> None:
        self.pages.task_started()
        self.pages.task_failed(HOST, task, why)

    def page(self, kind: str = "deploy") -> str:
        assert self.pages.write(HOST, self.surroundings(kind))
        return self.path.read_text()

    def surroundings(self, kind: str = "deploy") -> Surroundings:
        return Surroundings(kind, self.path, make_target(), "arn:aws:iam::1:user/me")


@pytest.fixture
def ended(tmp_path: Path) -> Ended:
    return Ended(tmp_path)


@pytest.mark.parametrize(("kind", "title"), [("deploy", "Deployment"), ("rollback", "Rollback")])
def test_run_refused_before_its_stacks__says_so_in_place_of_the_page_before(
    ended: Ended, kind: str, title: str
) -> None:
    ended.path.parent.mkdir()
    ended.path.write_text("the run before")
    os.utime(ended.path, (900, 900))
    ended.fail()
    page = ended.page(kind)
    assert f"<title>NOT BEGUN: {title} of stackyard-dev</title>" in page
    assert "before any stack was changed, at <b>preflight : Check the account</b>" in page
    assert "these credentials are another&#39;s" in page
    assert "the run before" not in page
    assert "<h2>Stacks</h2>" not in page
    assert ended.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("outcome", "title"), [("unchanged", "NOT BEGUN"), ("updated", "FAILED")])
def test_run_refused_after_its_first_step__tells_what_that_did(ended: Ended, outcome: str, title: str) -> None:
    ended.step(outcome, followed=True)
    ended.fail("package : Package functions", "a lock is stale")
    page = ended.page()
    assert f"<title>{title}: Deployment of stackyard-dev</title>" in page
    assert f'<span class="badge {outcome}">' in page


def test_run_that_failed_after_its_stacks__tells_of_them_and_where_it_ended(ended: Ended) -> None:
    ended.step("unchanged", followed=False)
    ended.fail("trainings_smoke : Call the API", "it answers 500")
    page = ended.page()
    assert "<title>FAILED: Deployment of stackyard-dev</title>" in page
    assert "Ended at <b>trainings_smoke : Call the API</b>" in page


def test_run_that_was_interrupted__says_where(ended: Ended) -> None:
    ended.pages.task_started()
    ended.pages.run_ended(HOST, "package : Package functions", "interrupted")
    assert "at <b>package : Package functions</b>" in ended.page()


def test_interruption_after_a_failure__leaves_the_failure_to_be_told(ended: Ended) -> None:
    ended.fail()
    ended.pages.run_ended(HOST, "hooks : Run them", "interrupted")
    assert "these credentials are another&#39;s" in ended.page()


def test_run_that_begins__stands_in_place_of_the_page_before(ended: Ended) -> None:
    ended.path.parent.mkdir()
    ended.path.write_text("the run before")
    ended.pages.run_started(HOST, ended.surroundings())
    page = ended.path.read_text()
    assert "<title>RUNNING: Deployment of stackyard-dev</title>" in page
    assert "Running since 1970-01-01 00:16:40 UTC" in page
    assert "it was killed" in page
    assert "<dt>ended</dt>" not in page
    assert "the run before" not in page


def test_run_that_ends_without_its_stacks__does_not_run_for_ever(ended: Ended) -> None:
    ended.pages.run_started(HOST, ended.surroundings())
    ended.pages.nothing_left_to_come(HOST, ended.surroundings())
    page = ended.path.read_text()
    assert "<title>NOT BEGUN: Deployment of stackyard-dev</title>" in page
    assert "without the task that changes stacks" in page


def test_run_whose_task_wrote_a_page__keeps_that(ended: Ended) -> None:
    ended.pages.run_started(HOST, ended.surroundings())
    ended.path.write_text("told by the task")
    ended.pages.nothing_left_to_come(HOST, ended.surroundings())
    assert ended.path.read_text() == "told by the task"


def test_beginning_that_cannot_be_written__fails_nothing(ended: Ended) -> None:
    ended.path.parent.touch()
    ended.pages.run_started(HOST, ended.surroundings())
    assert ended.pages.marked == {}


def test_page_that_the_failed_task_wrote_itself__stays(ended: Ended) -> None:
    ended.fail()
    ended.path.parent.mkdir()
    ended.path.write_text("told by the task")
    assert not ended.pages.write(HOST, Surroundings("deploy", ended.path, make_target()))
    assert ended.path.read_text() == "told by the task"


def test_host_that_did_not_fail__gets_no_page(ended: Ended) -> None:
    ended.fail()
    assert not ended.pages.write("dev-us", Surroundings("deploy", ended.path, make_target()))


def test_page_that_cannot_be_written__fails_nothing(ended: Ended) -> None:
    ended.path.parent.touch()
    ended.fail()
    assert not ended.pages.write(HOST, Surroundings("deploy", ended.path, make_target()))


def test_playbook_that_leaves_no_page__has_no_surroundings() -> None:
    assert Surroundings.of({"kind": "", "path": "", "target": {}, "caller": ""}) is None


def test_surroundings__are_read_from_the_playbooks_variables() -> None:
    settings: dict[str, Any] = {
        "kind": "rollback",
        "path": "/x/y.html",
        "target": asdict(make_target()),
        "caller": "me",
    }
    assert Surroundings.of(settings) == Surroundings("rollback", Path("/x/y.html"), make_target(), "me")
