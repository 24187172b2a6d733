"""Finding and choosing the log groups of an environment."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from stackyard.errors import StackyardError
from stackyard.logs.model import Kind, Source
from stackyard.logs.sources import chosen, distinct, find_sources

from tests.fakes.cloudformation import FakeCloudFormation, FakeStack
from tests.fakes.stacks import TAGS, make_target
from tests.unit.logs.events import ACCESS, GET_TEST

BUY = {
    "BuyFunction": {
        "Type": "AWS::Lambda::Function",
        "Properties": {"LoggingConfig": {"LogGroup": {"Ref": "BuyLogGroup"}}},
    },
    "BuyLogGroup": {"Type": "AWS::Logs::LogGroup"},
}


class Deployed(FakeCloudFormation):
    """Stacks with templates; each resource's physical id is its logical id in small letters."""

    def deploy(self, name: str, resources: dict[str, Any], **tags: str) -> None:
        kinds = {logical_id: resource["Type"] for logical_id, resource in resources.items()}
        self.add(FakeStack(name, "CREATE_COMPLETE", tags={**TAGS, **tags}, resources=kinds))
        self.templates = {**getattr(self, "templates", {}), name: resources}

    def get_template(self, StackName: str, TemplateStage: str) -> dict[str, Any]:  # noqa: N803
        assert TemplateStage == "Processed"
        return {"TemplateBody": yaml.safe_dump({"Resources": self.templates[self._find(StackName).name]})}

    def list_stack_resources(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        found = super().list_stack_resources(StackName)["StackResourceSummaries"]
        return {
            "StackResourceSummaries": [{**one, "PhysicalResourceId": one["LogicalResourceId"].lower()} for one in found]
        }


def test_groups__are_those_of_the_environments_own_stacks() -> None:
    fake = Deployed()
    fake.deploy("stackyard-dev-shop-api", BUY)
    fake.deploy("stackyard-dev-2-shop-api", BUY, **{"stackyard:environment": "dev-2"})
    assert find_sources(fake, make_target()) == [Source("shop", "buy", "buyloggroup", Kind.FUNCTION)]


def test_environment_without_stacks__is_told() -> None:
    with pytest.raises(StackyardError, match="nothing is deployed to dev") as caught:
        find_sources(Deployed(), make_target())
    assert caught.value.remedy == "bin/deploy dev"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([], [GET_TEST, ACCESS]),
        (["trainings"], [GET_TEST, ACCESS]),
        (["get_test"], [GET_TEST]),
        (["trainings/api access"], [ACCESS]),
        (["trainings/get_test/", "api access"], [GET_TEST, ACCESS]),
    ],
)
def test_names__choose_by_system_or_label(names: list[str], found: list[Source]) -> None:
    assert chosen([GET_TEST, ACCESS], names) == found


def test_unknown_name__is_refused_with_those_that_there_are() -> None:
    with pytest.raises(StackyardError, match="no logs go by this name") as caught:
        chosen([GET_TEST, ACCESS], ["get_test", "shop"])
    assert (caught.value.given, caught.value.remedy) == ("shop", "choose from: trainings, api access, get_test")


def test_label_that_stands_twice__is_numbered() -> None:
    twin = Source("trainings", "get_test", "/twin", Kind.FUNCTION)
    assert [source.label for source in distinct([GET_TEST, twin])] == ["get_test", "get_test (2)"]
