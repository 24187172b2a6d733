"""What the deploying benchmark generates, and how it sums up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from stackyard.templates.documents import load

from tests.bench.deploying.arena import ENGINE, KIT, LOOP, SAM
from tests.bench.deploying.comparison import CASES, Comparison
from tests.bench.deploying.loop_form import LoopProject
from tests.bench.deploying.report import Row, Tables
from tests.bench.deploying.system import EDITED, GRAPH, RESOURCES, SYSTEM, Stack, declaration, stacks
from tests.bench.measuring import Measurement
from tests.bench.running import Cost, Shell
from tests.bench.traffic import Traffic


def _took(seconds: float, calls: int = 1) -> Measurement:
    return Measurement(Cost(seconds, seconds / 2, 50.0), Traffic(Counter({"cloudformation DescribeStacks": calls})))


def test_the_system__is_eight_stacks_of_twenty_resources() -> None:
    assert [len(one.template["Resources"]) for one in stacks()] == [RESOURCES] * 8


def test_stacks__stand_in_an_order_in_which_they_can_be_deployed() -> None:
    before: set[str] = set()
    for name, needs in GRAPH.items():
        assert set(needs) <= before
        before.add(name)


@pytest.mark.parametrize("one", stacks(), ids=lambda one: one.name)
def test_parameters__come_from_outputs_that_exist(one: Stack) -> None:
    outputs = {other.name: other.template["Outputs"] for other in stacks()}
    assert set(one.template.get("Parameters", {})) == set(one.parameters)
    for stack, output in one.parameters.values():
        assert output in outputs[stack]


@pytest.mark.parametrize("one", [one for one in stacks() if one.needs], ids=lambda one: one.name)
def test_what_a_stack_takes__is_used_in_it(one: Stack) -> None:
    for name in one.parameters:
        assert f"'{name}'" in str(one.template["Resources"])


def test_another_revision__changes_one_stack_and_none_of_its_outputs() -> None:
    pairs = list(zip(stacks(1), stacks(2), strict=True))
    assert [after.name for before, after in pairs if before.text != after.text] == [EDITED]
    assert all(before.template["Outputs"] == after.template["Outputs"] for before, after in pairs)


def test_the_text__is_the_template() -> None:
    for one in stacks():
        assert load(one.text, one.name) == one.template


def test_the_declaration_of_this_kit__has_the_same_graph() -> None:
    needs = {
        one["name"]: {value["output"].split(".")[0] for value in one["parameters"].values()} for one in declaration()
    }
    assert needs == {name: set(needs) for name, needs in GRAPH.items()}


def test_the_loop__takes_outputs_of_tasks_that_ran_before(tmp_path: Path) -> None:
    LoopProject(Shell(tmp_path), "eu-central-1").write()
    tasks = yaml.safe_load((tmp_path / "deploy.yml").read_text())[0]["tasks"]
    assert [task["register"] for task in tasks] == list(GRAPH)
    module = tasks[list(GRAPH).index(EDITED)]["amazon.aws.cloudformation"]
    assert module["stack_name"] == f"{SYSTEM}-{EDITED}"
    assert module["template_parameters"]["StorageTableArn"] == "{{ storage.stack_outputs.TableArn }}"
    assert load((tmp_path / module["template"]).read_text(), module["template"]) == next(
        one.template for one in stacks() if one.name == EDITED
    )


class Recording:
    """A side that keeps what is done to it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.project = self

    def start_over(self) -> None:
        self.done.append("start over")

    def edit(self, revision: int) -> None:
        self.done.append(f"edit {revision}")

    def deploy(self) -> Measurement:
        self.done.append("deploy")
        return _took(1.0)


def test_cases__begin_as_they_are_called() -> None:
    side = Recording()
    comparison = Comparison({KIT: cast(Any, side)}, 2, lambda _: None)
    comparison.run(CASES)
    first, unchanged, edited = ["start over", "deploy"] * 2, ["deploy"] * 2, ["edit 1", "deploy", "edit 2", "deploy"]
    assert side.done == ["deploy", *first, *unchanged, *edited]
    assert [row.case for row in comparison.tables.rows] == ["first deploy", "no change", "one stack changed"]


def test_tables__tell_medians_ratios_and_calls_of_each_case() -> None:
    sides = {
        KIT: [_took(2.0), _took(9.0), _took(1.0)],
        ENGINE: [_took(0.5)] * 3,
        LOOP: [_took(20.0, calls=32)] * 3,
        SAM: [_took(30.0, calls=24)] * 3,
    }
    rows = [Row("no change", sides, {LOOP: 10, SAM: 10}), Row("one stack changed", sides)]
    tables = Tables((KIT, ENGINE, LOOP, SAM), rows).markdown()
    assert "| no change | 2.00 | 0.50 | 20.00 | 30.00 |" in tables
    assert "| no change | 1.00 | 0.25 | 10.00 | 15.00 |" in tables
    assert "| no change | 1 | 1 | 32 | 24 |" in tables
    assert "| no change, `amazon.aws` loop | 10.0 | 40.0 | 10 |" in tables
    assert "| one stack changed, `sam deploy` | 15.0 | 60.0 |  |" in tables
    assert "| cloudformation DescribeStacks | 1 / 1 | 1 / 1 | 32 / 32 | 24 / 24 |" in tables


def test_tables_of_one_side__compare_nothing() -> None:
    tables = Tables((LOOP,), [Row("no change", {LOOP: [_took(1.0)]}, {LOOP: 10})]).markdown()
    assert "times faster" not in tables
    assert "| no change | 1.00 |" in tables
