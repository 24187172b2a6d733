"""A run that is handed from one deployment of a target to the next."""

from __future__ import annotations

import json

from stackyard.deploy_report import Run

from tests.fakes.runs import BEGAN, HOSTILE, api, data, make_run


def test_document__says_everything_and_is_plain_data() -> None:
    run = make_run(HOSTILE, error="failed")
    assert Run.from_document(json.loads(json.dumps(run.document()))) == run


def test_second_step__stands_behind_the_first_one() -> None:
    first = make_run(stacks=(data("a"),), facts={"caller": "me"}, artifacts=())
    second = make_run(stacks=(api("a"),), facts={"commit": "abc"}, began=BEGAN + 50, error="failed")
    whole = second.after(first.document())
    assert [one.stack for one in whole.stacks] == ["data", "api"]
    assert (whole.began, whole.error, whole.facts) == (BEGAN, "failed", {"caller": "me", "commit": "abc"})
    assert whole.artifacts == second.artifacts
    assert len(whole.preview.stacks) == 2


def test_only_step__is_the_whole() -> None:
    assert make_run().after({}) == make_run()
