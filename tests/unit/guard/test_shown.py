"""A protected environment takes only what was shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.guard.shown import Looked, demand_shown, keep_shown
from stackyard.plan import Plan, StackSpec, StackState, make_plan, saved
from stackyard.plan.saved import Scene

from tests.fakes.stacks import make_spec, make_state, make_target, make_template

SCENE = Scene(make_target(), "abc1234")


def looked(*specs: StackSpec, states: dict[str, StackState] | None = None, scene: Scene = SCENE) -> Looked:
    return Looked(make_plan(specs, states or {}), scene, states or {})


def show(path: Path, seen: Looked) -> None:
    keep_shown(path, saved.save(seen.scene, saved.saved_stacks(seen.plan, seen.scene), {}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "prod" / "shown.json"


def test_what_was_shown__passes(path: Path) -> None:
    show(path, looked(make_spec("data")))
    demand_shown(path, looked(make_spec("data")))


def test_nothing_shown__is_refused_with_the_command_to_type(path: Path) -> None:
    with pytest.raises(StackyardError) as refused:
        demand_shown(path, looked(make_spec("data")))
    assert refused.value.given == "no preview was made here"
    assert "bin/deploy dev --check --diff" in refused.value.remedy


def test_nothing_to_do__needs_no_preview(path: Path) -> None:
    demand_shown(path, Looked(Plan(()), SCENE, {}))


def test_template_that_changed_since__is_refused(path: Path) -> None:
    show(path, looked(make_spec("data")))
    other = make_spec("data", template=make_template(outputs=("Url",)))
    with pytest.raises(StackyardError, match="since the last preview, the template of stackyard-dev-shop-data differs"):
        demand_shown(path, looked(other))


def test_other_commit__is_refused(path: Path) -> None:
    show(path, looked(make_spec("data")))
    with pytest.raises(StackyardError, match="commit: made for abc1234, this is def5678"):
        demand_shown(path, looked(make_spec("data"), scene=Scene(make_target(), "def5678")))


def test_stack_that_somebody_touched_since__is_refused(path: Path) -> None:
    show(path, looked(make_spec("data")))
    states = {"stackyard-dev-shop-data": make_state("data")}
    with pytest.raises(StackyardError, match="stack stackyard-dev-shop-data was made meanwhile"):
        demand_shown(path, looked(make_spec("data"), states=states))


def test_stack_that_was_left_out_since__is_refused(path: Path) -> None:
    show(path, looked(make_spec("data"), make_spec("api")))
    with pytest.raises(StackyardError, match="stack stackyard-dev-shop-api is not declared any more"):
        demand_shown(path, looked(make_spec("data")))


def test_first_of_two_deployments__looks_at_its_own_stacks(path: Path) -> None:
    show(path, looked(make_spec("data"), make_spec("api")))
    demand_shown(path, looked(make_spec("data")), followed=True)


def test_second_of_two_deployments__leaves_out_what_the_first_did(path: Path) -> None:
    show(path, looked(make_spec("data"), make_spec("api")))
    states = {"stackyard-dev-shop-data": make_state("data")}
    plan = make_plan([make_spec("api")], states)
    demand_shown(path, Looked(plan, SCENE, states, done={"stackyard-dev-shop-data"}))


def test_file_that_is_no_preview__is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{")
    with pytest.raises(StackyardError, match="the last preview cannot be read"):
        demand_shown(path, looked(make_spec("data")))


def test_what_is_kept__only_its_owner_may_read(path: Path) -> None:
    show(path, looked(make_spec("data")))
    assert path.stat().st_mode & 0o777 == 0o600


def test_stack_that_was_to_come_before_these_and_never_came__is_refused_at_once(path: Path) -> None:
    show(path, looked(make_spec("account"), make_spec("data"), make_spec("api")))
    with pytest.raises(StackyardError, match="stack stackyard-dev-shop-account is not wanted any more"):
        demand_shown(path, looked(make_spec("data")), followed=True)
