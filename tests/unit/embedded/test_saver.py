from __future__ import annotations

import json
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from embedded import saved
from embedded.generations import Generations
from embedded.repairs.persistence.saver import Saver


@pytest.fixture(autouse=True)
def ministack() -> Iterator[None]:
    """MiniStack's form of a document, which this environment does not have installed."""
    names = ("ministack", "ministack.core", "ministack.core.persistence")
    made = {name: types.ModuleType(name) for name in names if name not in sys.modules}
    sys.modules.update(made)
    form = sys.modules["ministack.core.persistence"]
    form._state_format_version = lambda _service: 3  # type: ignore[attr-defined] # a module made up for the test
    form._json_default = str  # type: ignore[attr-defined] # as above
    yield
    for name in made:
        del sys.modules[name]


@pytest.fixture
def parts() -> Iterator[dict[str, Any]]:
    """A part of our own, and what it was restored with."""
    restored: dict[str, Any] = {}
    saved.keep("test-part", lambda: {"a": 1}, restored.update)
    yield restored
    del saved.PARTS["test-part"]


def documents(generations: Generations) -> dict[str, Any]:
    folder = generations.current
    assert folder is not None
    return {path.name: json.loads(path.read_text()) for path in folder.iterdir()}


def test_save__writes_services_in_ministacks_form_and_our_own_parts(tmp_path: Path, parts: dict[str, Any]) -> None:
    generations = Generations(tmp_path)
    saver = Saver(lambda: {"sqs": lambda: {"queues": []}}, generations)

    assert saver.save() == ["sqs.json", "stackyard_test-part.json"]

    found = documents(generations)
    assert found["sqs.json"] == {"__ministack_format__": 3, "payload": {"queues": []}}
    saver.restore_parts(generations.current or tmp_path)
    assert parts == {"a": 1}


def test_state_that_changes_while_it_is_read__is_read_again(tmp_path: Path) -> None:
    attempts = iter([RuntimeError("dictionary changed size during iteration"), None])

    def read() -> dict[str, int]:
        error = next(attempts)
        if error:
            raise error
        return {"a": 1}

    generations = Generations(tmp_path)
    services = {"sqs": read}
    Saver(lambda: services, generations).save()

    assert documents(generations)["sqs.json"]["payload"] == {"a": 1}


@pytest.mark.parametrize("problem", [KeyError("a"), RuntimeError("always busy")])
def test_state_that_cannot_be_read__stays_as_it_was_saved_last(tmp_path: Path, problem: Exception) -> None:
    broken: list[Exception] = []
    value = {"n": 1}

    def read() -> dict[str, int]:
        if broken:
            raise broken[0]
        return dict(value)

    generations = Generations(tmp_path)
    saver = Saver(lambda: {"sqs": read, "sns": lambda: value}, generations)
    saver.save()
    broken.append(problem)
    value["n"] = 2

    assert saver.save() == ["sns.json"]
    assert documents(generations)["sqs.json"]["payload"] == {"n": 1}


def test_service_without_state__is_left_out(tmp_path: Path) -> None:
    assert Saver(lambda: {"sqs": lambda: None}, Generations(tmp_path)).save() == []


class Deployment:
    """A stack and its queue in two services; `steps` grows as they are made."""

    def __init__(self) -> None:
        self.steps = 0
        self.queues: list[str] = []
        self.stacks: list[str] = []

    def go_on(self) -> None:
        """Makes one more stack with its queue."""
        self.steps += 1
        self.queues.append(f"queue-{self.steps}")
        self.stacks.append(f"stack-{self.steps}")


def test_deployment_while_the_state_is_read__is_saved_as_a_whole(tmp_path: Path) -> None:
    deployment, ahead = Deployment(), [1, 1]

    def queues() -> list[str]:
        found = list(deployment.queues)
        if ahead and ahead.pop():
            deployment.go_on()
        return found

    generations = Generations(tmp_path)
    services = {"sqs": queues, "cloudformation": lambda: list(deployment.stacks)}
    Saver(lambda: services, generations, steps=lambda: deployment.steps).save()

    found = documents(generations)
    assert found["sqs.json"]["payload"] == ["queue-1", "queue-2"]
    assert found["cloudformation.json"]["payload"] == ["stack-1", "stack-2"]


def test_deployments_without_a_pause__are_saved_all_the_same(tmp_path: Path) -> None:
    deployment = Deployment()

    def stacks() -> list[str]:
        deployment.go_on()
        return list(deployment.stacks)

    services = {"cloudformation": stacks}
    assert Saver(lambda: services, Generations(tmp_path), steps=lambda: deployment.steps).save() == [
        "cloudformation.json"
    ]
