"""What people read."""

from __future__ import annotations

from datetime import UTC, datetime

from stackyard.apply.changes import Change
from stackyard.apply.deploy import Applied
from stackyard.plan import OutputRef, make_plan
from stackyard.report import applied_lines, plan_diffs, plan_lines, status_lines

from tests.fakes.stacks import make_spec, make_state, make_template

DATA = make_spec("data", outputs=("BucketName",))
API = make_spec("api", {"Bucket": OutputRef("shop", "data", "BucketName")})


def test_plan__is_one_line_a_changing_stack_with_its_reason() -> None:
    plan = make_plan([DATA, API], {DATA.name: make_state("data", "ROLLBACK_COMPLETE")})
    assert plan_lines(plan) == [
        "would recover stackyard-dev-shop-data (was never finished (ROLLBACK_COMPLETE): made anew)",
        "would create stackyard-dev-shop-api (does not exist yet)",
    ]


def test_applied_stacks__are_told_with_what_really_changed() -> None:
    tags_only = Change("Modify", "Queue", "AWS::SQS::Queue", False, ("Tags",))
    added = Change("Add", "Topic", "AWS::SNS::Topic", False, ())
    lines = applied_lines([Applied(DATA, "updated", {}, (tags_only, added), 1.26), Applied(API, "unchanged", {})])
    assert lines == ["updated stackyard-dev-shop-data (1 resource, 1.3 s)"]


def test_diff_of_a_changed_stack__has_parameters_and_template_of_both_sides() -> None:
    spec = make_spec("data", {"Size": "2"})
    state = make_state("data", parameters={"Size": "1"})
    [entry] = plan_diffs(make_plan([spec], {spec.name: state}), {spec.name: "old body\n"})
    assert entry["before"] == "# Size: 1\nold body\n"
    assert entry["after"] == "# Size: 2\n" + spec.template.body


def test_default_of_a_parameter__counts_as_its_value() -> None:
    template = make_template(Parameters={"Size": {"Type": "Number", "Default": 1}})
    spec = make_spec("data", template=template)
    state = make_state("data", parameters={"Size": "1"})
    [entry] = plan_diffs(make_plan([spec], {spec.name: state}), {spec.name: template.body})
    assert entry["before"] == entry["after"]


def test_diff_of_a_new_stack__lists_its_resources_and_what_is_known_after_deploy() -> None:
    _, entry = plan_diffs(make_plan([DATA, API], {}), {})
    assert entry["before"] == ""
    assert entry["after"] == "# Bucket: (output shop.data.BucketName, known after deploy)\nQueue (AWS::SQS::Queue)\n"


def test_secret_parameters__are_not_shown() -> None:
    template = make_template(Parameters={"Password": {"Type": "String", "NoEcho": True}})
    spec = make_spec("data", {"Password": "s3cret"}, template=template)
    [entry] = plan_diffs(make_plan([spec], {}), {})
    assert "s3cret" not in entry["after"]
    assert "# Password: ****" in entry["after"]


def test_status__is_aligned_with_the_moment_of_the_last_change() -> None:
    moment = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    assert status_lines([make_state("a", changed_at=moment), make_state("long")]) == [
        "stackyard-dev-shop-a     CREATE_COMPLETE  2026-11-21 09:30 UTC",
        "stackyard-dev-shop-long  CREATE_COMPLETE",
    ]
