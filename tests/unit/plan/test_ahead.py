"""All stacks of a target, looked at before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.faults import CollectedError
from stackyard.plan.ahead import Wanted, check_ahead
from stackyard.target import Target

from tests.fakes.stacks import make_target

DATA = "Resources: {Queue: {Type: 'AWS::SQS::Queue'}}\nOutputs: {Name: {Value: {Ref: Queue}}}\n"
API = "Parameters: {Name: {Type: String}, Size: {Type: Number}}\nResources: {Topic: {Type: 'AWS::SNS::Topic'}}\n"
EXPORTING = DATA.replace("{Ref: Queue}", "{Ref: Queue}, Export: {Name: shop-queue}")


@dataclass
class Reading:
    """A CloudFormation that can only be read; ``asked`` are the requests, by name."""

    stacks: Sequence[Mapping[str, Any]] = ()
    asked: list[str] = field(default_factory=list)
    operation: str = ""

    def get_paginator(self, operation: str) -> Reading:
        self.asked.append(operation)
        return replace(self, operation=operation)

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        answers: dict[str, dict[str, Any]] = {
            "describe_stacks": {"Stacks": self.stacks},
            "list_exports": {"Exports": []},
        }
        yield answers.get(self.operation) or {"Imports": ["theirs"]}


@dataclass(frozen=True)
class Account(Target):
    """A target whose only client is a ``Reading``."""

    reading: Reading = field(default_factory=Reading)

    def client(self, service: str, **_: Any) -> Any:
        assert service == "cloudformation"
        return self.reading


@dataclass
class Scene:
    """A repository's composed templates and what is declared of them."""

    folder: Path
    reading: Reading = field(default_factory=Reading)
    bodies: dict[str, str] = field(default_factory=lambda: {"data": DATA, "api": API})
    api: Any = field(default_factory=lambda: {"Name": {"output": "data.Name"}, "Size": 5})
    groups: Any = None

    @property
    def mark(self) -> Path:
        return self.folder / "checked"

    def check(self, **common: Any) -> bool:
        for name, body in self.bodies.items():
            (self.folder / f"{name}.yaml").write_text(body, encoding="utf-8")
        paths = {"shop": {name: str(self.folder / f"{name}.yaml") for name in self.bodies}}
        stacks = [{"name": "data"}, {"name": "api", "parameters": self.api}]
        given = {one: getattr(make_target(), one) for one in Target.__dataclass_fields__}
        groups = self.groups or [[{"name": "shop", "stacks": stacks}]]
        return check_ahead(Wanted(Account(**given, reading=self.reading), groups, paths, common), self.mark)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_good_input__is_looked_at_once_by_one_request(scene: Scene) -> None:
    assert scene.check()
    assert not scene.check()
    assert scene.reading.asked == ["describe_stacks"]
    assert scene.mark.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("what", ["template", "parameter", "common"])
def test_whatever_differs__is_looked_at_again(scene: Scene, what: str) -> None:
    scene.check()
    if what == "template":
        scene.bodies["api"] += "# more\n"
    if what == "parameter":
        scene.api["Size"] = 6
    assert scene.check(**({"Size": 1} if what == "common" else {}))


def test_input_that_was_found_bad__is_looked_at_again(scene: Scene) -> None:
    scene.api["Size"] = "many"
    for _ in range(2):
        with pytest.raises(StackyardError, match="parameter Size is no number"):
            scene.check()
    assert not scene.mark.exists()


def test_faults_of_every_kind__are_told_together(scene: Scene) -> None:
    scene.bodies |= {"api": API.replace("Topic:", "my-topic:"), "web": API}
    scene.groups = [
        [
            {"name": "shop", "stacks": [{"name": "data", "parameters": {"Oops": None}}, {"name": "nope"}]},
            {"name": "bank", "stacks": None},
        ],
        [
            {
                "name": "shop",
                "stacks": [
                    {"name": "api"},
                    {"name": "web", "parametres": {}, "parameters": {"Name": {"output": "web.Name"}, "Size": "x"}},
                    "text",
                    {"name": "data", "parameters": [1]},
                ],
            }
        ],
    ]
    with pytest.raises(CollectedError) as caught:
        scene.check(Debug={"a": 1})
    assert [error.problem.partition("/api.yaml: ")[2] or error.problem for error in caught.value.errors] == [
        "a parameter's value is neither plain nor a reference",
        "a parameter has no value",
        "there is no template of stack nope of shop",
        "bank_stacks is no list of stacks",
        "the template of shop.data declares no parameter Oops",
        "CloudFormation does not take the names of some resources",
        "shop.web declares something unknown",
        "an entry of shop_stacks is no stack",
        "the parameters of shop.data are no mapping",
        "shop.web, parameter Size is no number",
        "stack web has no output Name",
        "stacks take outputs from each other in a circle",
    ]
    assert scene.reading.asked == ["describe_stacks"]


def test_stack_whose_template_is_bad__does_not_make_others_wrong(scene: Scene) -> None:
    scene.bodies["data"] = "Resources: {}\n"
    with pytest.raises(StackyardError) as caught:
        scene.check()
    assert caught.value.problem == "a template has no Resources"


def test_stacks_of_another_step__give_nothing(scene: Scene) -> None:
    scene.groups = [
        [{"name": "shop", "stacks": [{"name": "data"}]}],
        [{"name": "shop", "stacks": [{"name": "api", "parameters": scene.api}]}],
    ]
    with pytest.raises(StackyardError, match="refers to an unknown stack"):
        scene.check()


def test_stacks_that_export__are_held_against_the_account_every_time(scene: Scene) -> None:
    scene.bodies["data"] = EXPORTING
    assert scene.check()
    assert scene.check()
    assert scene.reading.asked == ["describe_stacks", "list_exports"] * 2


def test_last_export_that_goes__is_found_though_no_template_has_one_any_more(scene: Scene) -> None:
    output = {"OutputKey": "Name", "OutputValue": "q", "ExportName": "shop-queue"}
    stack = {"StackName": "stackyard-dev-shop-data", "StackId": "id", "StackStatus": "CREATE_COMPLETE"}
    scene.reading.stacks = [{**stack, "Outputs": [output]}]
    with pytest.raises(StackyardError, match="no longer has the export shop-queue") as caught:
        scene.check()
    assert caught.value.given == "imported by theirs"


WORK = """
Parameters: {Name: {Type: String}, Size: {Type: Number}}
Resources:
  Work: {Type: AWS::Lambda::Function, Properties: {Timeout: {Ref: Size}}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: {Ref: Name}, FunctionName: {Ref: Work}}
"""
QUEUE_ARN = DATA.replace("{Ref: Queue}", "{'Fn::GetAtt': [Queue, Arn]}")


def test_queue_that_shows_messages_too_early_to_another_stack__is_told_with_the_values_given(scene: Scene) -> None:
    scene.bodies, scene.api = {"data": QUEUE_ARN, "api": WORK}, {**scene.api, "Size": 6}
    with pytest.raises(StackyardError, match="Queue hides messages for 30 s, Work may take 6 s: 36 are") as found:
        scene.check()
    assert "shop.data and shop.api (E9204)" in str(found.value)


def test_queue_that_waits_long_enough__is_good(scene: Scene) -> None:
    scene.bodies = {"data": QUEUE_ARN, "api": WORK}
    assert scene.check()


def test_template_that_only_cloudformation_can_judge__is_left_to_it(scene: Scene) -> None:
    scene.bodies = {"data": QUEUE_ARN, "api": WORK + "Outputs: {Odd: {Value: {'Fn::Unheard': [1]}}}\n"}
    scene.api["Size"] = 6
    assert scene.check()
