"""A plan on file, and what moved since."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.plan import OutputRef, StackSpec, StackState, Template, make_plan, saved
from stackyard.plan.saved import SavedPlan, Scene

from tests.fakes.stacks import TAGS, make_spec, make_state, make_target

SCENE = Scene(make_target(), "abc1234", "artifacts-1", "known-after-deploy")
EMPTY = replace(SCENE, bucket="")
STATES = {state.name: state for state in (make_state("data"),)}
TEMPLATE = """
Parameters:
  AlarmTopicArn: {Type: String}
  Bucket: {Type: String}
Resources:
  Function: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: %s, S3Key: a}}}
"""


def api(bucket: str = "artifacts-1", topic: str | OutputRef = "arn:topic", **changes: Any) -> StackSpec:
    settings: dict[str, Any] = {
        "template": Template.parse(TEMPLATE % bucket),
        "common": {"AlarmTopicArn": topic, "NotDeclared": "x"},
        **changes,
    }
    return make_spec("api", {"Bucket": OutputRef("shop", "data", "Name")}, **settings)


def data(**changes: Any) -> StackSpec:
    return make_spec("data", outputs=("Name",), **changes)


def kept(
    *specs: StackSpec, scene: Scene = SCENE, states: dict[str, StackState] | None = None, preview: Any = None
) -> SavedPlan:
    plan = make_plan(specs, STATES if states is None else states)
    return saved.parse(saved.save(scene, saved.saved_stacks(plan, scene), preview or {}).text(), "plan.json")


def moved(before: SavedPlan, *specs: StackSpec, scene: Scene = SCENE) -> list[str]:
    return saved.wants_moved(before, make_plan(specs, STATES), scene)


def test_world_that_stands_still__lets_the_plan_through() -> None:
    plan = kept(data(), api())
    assert saved.world_moved(plan, SCENE, STATES) == []
    assert moved(plan, data(), api()) == []
    assert saved.left_out(plan, plan.names) == []
    saved.refuse([], "plan.json")


@pytest.mark.parametrize(
    ("scene", "told"),
    [
        (replace(SCENE, commit="def5678"), "commit: made for abc1234, this is def5678"),
        (replace(SCENE, target=make_target(account="2")), "account: made for 123456789012, this is 2"),
        (replace(SCENE, target=make_target(region="eu-west-1")), "region: made for eu-central-1, this is eu-west-1"),
        (replace(SCENE, target=make_target(environment="prod")), "environment: made for dev, this is prod"),
        (replace(SCENE, target=make_target(prefix="x")), "names of stacks: made for stackyard-dev-..., this is x-..."),
    ],
)
def test_other_target_or_commit__is_told(scene: Scene, told: str) -> None:
    assert saved.world_moved(kept(data()), scene, STATES) == [told]


def test_stack_that_somebody_touched__is_told() -> None:
    plan = kept(data(), api())
    name = data().name
    after = {name: make_state("data", "UPDATE_COMPLETE"), api().name: make_state("api")}
    assert saved.world_moved(plan, SCENE, after) == [
        "stack stackyard-dev-shop-data changed meanwhile (UPDATE_COMPLETE)",
        "stack stackyard-dev-shop-api was made meanwhile (CREATE_COMPLETE)",
    ]
    assert saved.world_moved(plan, SCENE, {}) == ["stack stackyard-dev-shop-data is gone"]
    assert saved.world_moved(plan, SCENE, {}, done={name}) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (api(bucket="other"), "the template of stackyard-dev-shop-api differs"),
        (api(topic="arn:other"), "parameters, tags or protection of stackyard-dev-shop-api differ"),
        (api(tags={**TAGS, "a": "b"}), "parameters, tags or protection of stackyard-dev-shop-api differ"),
        (api(protected=True), "parameters, tags or protection of stackyard-dev-shop-api differ"),
    ],
)
def test_stack_that_is_wanted_otherwise__is_told(changed: StackSpec, told: str) -> None:
    assert moved(kept(data(), api()), data(), changed) == [told]


def test_stacks_that_come_and_go__are_told() -> None:
    assert moved(kept(data()), data(), api()) == ["stack stackyard-dev-shop-api is not in the plan"]
    assert saved.left_out(kept(data(), api()), {data().name}) == [
        "stack stackyard-dev-shop-api is not declared any more"
    ]


def test_what_the_foundation_only_makes__does_not_count_as_moved() -> None:
    topic = OutputRef("foundation", "base", "AlarmTopicArn")
    before = kept(data(), api(bucket="known-after-deploy", topic=topic), scene=EMPTY)
    assert moved(before, data(), api()) == []
    assert moved(before, data(), api(bucket="another")) == ["the template of stackyard-dev-shop-api differs"]


def test_file__holds_no_values_of_parameters() -> None:
    plan = kept(data(), api(topic="s3cret"))
    assert "s3cret" not in plan.text()


def test_preview__is_kept_as_it_is() -> None:
    assert kept(data(), preview={"stacks": []}).preview == {"stacks": []}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", "[" * 100_000, '{"version": 2}', '{"version": 2, "checksum": ""', "\x00"],
)
def test_file_that_is_no_plan__is_refused(text: str) -> None:
    with pytest.raises(StackyardError, match="a saved plan cannot be read") as caught:
        saved.parse(text, "plan.json")
    assert "--check -e plan_file=plan.json" in caught.value.remedy


def test_file_that_was_cut_off__is_refused_wherever_that_was() -> None:
    text = kept(data(), api()).text().rstrip()
    for length in range(0, len(text), 7):
        with pytest.raises(StackyardError, match="a saved plan"):
            saved.parse(text[:length], "plan.json")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"commit": "abc', '"commit": "xbc'),
        ('"action": "create"', '"action": "unchanged"'),
        ('"stacks": [', '"more": 1,\n "stacks": ['),
        ('"checksum": "', '"checksum": "0'),
    ],
)
def test_file_that_was_edited__is_refused(old: str, new: str) -> None:
    text = kept(data(), api()).text()
    assert old in text
    with pytest.raises(StackyardError, match="a saved plan was changed after it was written") as caught:
        saved.parse(text.replace(old, new, 1), "plan.json")
    assert caught.value.given == "plan.json: its checksum does not fit"


def test_file_that_was_only_laid_out_anew__is_read() -> None:
    plan = kept(data(), api(), preview={"stacks": [{"a": "ä"}]})
    assert saved.parse(json.dumps(json.loads(plan.text()), sort_keys=True), "plan.json") == plan


@pytest.mark.parametrize("kind", ["missing", "folder", "binary"])
def test_path_that_holds_no_text__is_told_with_the_way_to_make_a_plan(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "plan.json"
    if kind == "folder":
        path.mkdir()
    if kind == "binary":
        path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(StackyardError, match="a saved plan cannot be read") as caught:
        saved.read(path, "plan.json")
    assert caught.value.given.startswith("plan.json: ")
    assert "--check -e plan_file=plan.json" in caught.value.remedy


def test_plan_of_another_version__is_refused() -> None:
    with pytest.raises(StackyardError, match="written by another version") as caught:
        saved.parse('{"version": 7}', "plan.json")
    assert caught.value.given == "plan.json: version 7, this one reads 2"


def test_refusal__names_everything_and_the_way_on() -> None:
    with pytest.raises(StackyardError) as caught:
        saved.refuse(["a moved", "b moved"], "plan.json")
    assert str(caught.value) == (
        "the saved plan is not what would be done now\n"
        "  given: plan.json: a moved; b moved\n"
        "  remedy: look at what would be done now, and save it: --check --diff -e plan_file=plan.json"
    )


@pytest.mark.parametrize("name", ["", "  ", None])
def test_empty_name_of_a_plan__is_no_deployment_without_one(name: str | None) -> None:
    with pytest.raises(StackyardError, match="apply_plan names no file"):
        saved.refuse_empty_names({"plan_file": "-", "apply_plan": name})


def test_names_of_plans_that_are_given_or_left_out__pass() -> None:
    saved.refuse_empty_names({"plan_file": "-", "apply_plan": "plan.json"})


def test_stack_that_was_to_come_first__is_told_when_nobody_deals_with_it() -> None:
    plan = kept(data(), api())
    assert saved.passed_over(plan, {api().name}, {data().name}) == []
    assert saved.passed_over(plan, {data().name}, ()) == []
    assert saved.passed_over(plan, {"another"}, ()) == []
    assert saved.passed_over(plan, {api().name}, ()) == ["stack stackyard-dev-shop-data is not wanted any more"]
