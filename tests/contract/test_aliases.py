"""Functions behind an alias on the embedded AWS: who answers the API's calls, whatever is deployed meanwhile.

CodeDeploy is not there (``test_codedeploy__is_what_is_missing_here``), so aliases move at once.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.guard.rails import stack_offences
from stackyard.plan import make_plan, read_stacks
from stackyard.preview import StackPreview, preview_plan

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_hot_updates import Deployed
from tests.fakes.stacks import make_workshop
from tests.patience import PATIENCE_SECONDS
from tests.repository import openapi_of, shop

FRAGMENT = "lambdas/shop/buy/resources.yaml"
# The subscription fails, after the alias has moved: it lacks its topic.
BROKEN = """
  Broken: {Type: AWS::SNS::Subscription, DependsOn: BuyFunctionLiveAlias, Properties: {Protocol: sqs}}
"""
HANDLER = """
import json, os

def handler(event, context):
    return {{"statusCode": 200, "body": json.dumps([{answer!r}, os.environ.get("ENVIRONMENT", "")])}}
"""


class Shop(Deployed):
    """The invented shop, whose function serves ``GET /v1/orders``."""

    def change(self, old: str, new: str) -> None:
        self.repository.change(FRAGMENT, old, new)

    def say(self, answer: str) -> None:
        self.repository.write("lambdas/shop/buy/handler.py", HANDLER.format(answer=answer))

    def behind_alias(self, **parameters: str) -> None:
        self.change("{Stack: api}", "{Stack: api, Alias: live}")
        self.parameters |= parameters
        self.deploy()

    def call(self) -> Any:
        url = f"{self.target.endpoint_url}/_aws/execute-api/{self.physical('Api')}/api/v1/orders"
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
            return json.load(answer)

    def physical(self, name: str) -> str:
        stack = self.target.stack_name("shop", "api")
        found = self.target.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=name)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def versions(self) -> tuple[str, list[str]]:
        """The version that the alias leads to, and all that there are."""
        function, lambdas = self.physical("BuyFunction"), self.target.client("lambda")
        listed = lambdas.list_versions_by_function(FunctionName=function)["Versions"]
        alias = lambdas.get_alias(FunctionName=function, Name="live")
        return alias["FunctionVersion"], [one["Version"] for one in listed if one["Version"] != "$LATEST"]

    def preview(self) -> StackPreview:
        workshop = make_workshop(self.target.client("cloudformation"), target=self.target, bucket=self.bucket.name)
        states = read_stacks(workshop.cloudformation, f"{self.target.prefix}-")
        [stack] = preview_plan(workshop, make_plan([self.wanted()], states)).stacks
        return stack


@pytest.fixture
def deployed(repaired: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("STACKYARD_CACHE", str(tmp_path / "cache"))
    repository = shop(tmp_path / "repository")
    repository.write(
        "lambdas/shop/buy/openapi.yaml", openapi_of("{/v1/orders: {get: {responses: {'200': {description: ok}}}}}")
    )
    variables = "Code: .\n      Environment: {Variables: {ENVIRONMENT: !Ref Environment}}"
    repository.change(FRAGMENT, "Code: .", variables)
    repository.write("lambdas/shop/buy/handler.py", HANDLER.format(answer="old"))
    return Shop(repaired, repository)


@contextmanager
def called_all_the_time(deployed: Shop) -> Iterator[list[Any]]:
    """Call the API until the block ends; what was answered, errors included, is in the list."""
    answers: list[Any] = []
    over = threading.Event()
    url = f"{deployed.target.endpoint_url}/_aws/execute-api/{deployed.physical('Api')}/api/v1/orders"

    def call() -> None:
        while not over.is_set():
            try:
                with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
                    answers.append(json.load(answer))
            except urllib.error.HTTPError as error:
                answers.append([error.code, error.read().decode()])

    caller = threading.Thread(target=call)
    caller.start()
    try:
        yield answers
    finally:
        over.set()
        caller.join()


def test_function_that_moves_behind_an_alias__answers_all_the_time(deployed: Shop) -> None:
    name = deployed.target.environment
    with called_all_the_time(deployed) as answers:
        deployed.behind_alias(FunctionVersions="yes")
        assert deployed.call() == ["old", name]
    assert {json.dumps(one) for one in answers} == {json.dumps(["old", name])}


def test_function_that_moves_back__refuses_only_what_was_on_its_way_to_the_alias(deployed: Shop) -> None:
    """CloudFormation removes the alias right after the stage has left it; a call in between finds nothing there."""
    name = deployed.target.environment
    deployed.behind_alias(FunctionVersions="yes")
    with called_all_the_time(deployed) as answers:
        deployed.change("{Stack: api, Alias: live}", "{Stack: api}")
        del deployed.parameters["FunctionVersions"]
        deployed.deploy()
        assert deployed.call() == ["old", name]
    refused = [one for one in answers if one != ["old", name]]
    assert refused in ([], [[500, '{"message": "Internal server error"}']])  # one caller: one call at a time


def test_new_code__is_published_and_the_old_version_goes(deployed: Shop) -> None:
    deployed.behind_alias(FunctionVersions="yes")
    assert deployed.versions() == ("1", ["1"])
    deployed.say("new")
    deployed.deploy()
    assert deployed.versions() == ("2", ["2"])
    assert deployed.call()[0] == "new"


def test_deployment_of_the_same__publishes_nothing(deployed: Shop) -> None:
    deployed.behind_alias(FunctionVersions="yes")
    deployed.deploy()
    assert deployed.versions() == ("1", ["1"])


def test_parameter_that_the_function_is_configured_with__reaches_the_callers(deployed: Shop) -> None:
    deployed.behind_alias(FunctionVersions="yes")
    deployed.parameters["Environment"] = "elsewhere"
    deployed.deploy()
    assert deployed.call() == ["old", "elsewhere"]
    assert deployed.versions() == ("2", ["2"])


def test_other_words_for_the_same__are_no_reason_to_fail(deployed: Shop) -> None:
    deployed.behind_alias(FunctionVersions="yes")
    deployed.change("ENVIRONMENT: !Ref Environment", 'ENVIRONMENT: !Sub "${Environment}"')
    deployed.deploy()
    assert deployed.versions()[0] == "2"


def test_update_that_fails_and_is_mended__leaves_one_version_behind_the_alias(deployed: Shop) -> None:
    deployed.behind_alias(FunctionVersions="yes")
    deployed.say("new")
    good = (deployed.root / FRAGMENT).read_text()
    (deployed.root / FRAGMENT).write_text(good + BROKEN)
    with pytest.raises(StackyardError):
        deployed.deploy()
    assert deployed.call()[0] == "old"
    (deployed.root / FRAGMENT).write_text(good)
    deployed.deploy()
    assert deployed.call()[0] == "new"
    version, there = deployed.versions()
    assert there == [version]


def test_preview__shows_the_code_and_stops_at_nothing(deployed: Shop) -> None:
    deployed.behind_alias(FunctionVersions="yes")
    deployed.say("new")
    deployed.packager.package([deployed.repository.compose(deployed.target.environment)], deployed.bucket)
    stack = deployed.preview()
    effects = {one.logical_id: str(one.effect) for one in stack.resources}
    assert effects["BuyFunctionVersion"] == "replace"
    assert effects["BuyFunctionLiveAlias"] == "modify"
    [function] = [one for one in stack.resources if one.logical_id == "BuyFunction"]
    assert "Code.S3Key" in [one.path for one in function.properties]
    assert stack_offences(stack) == []


def test_function_saved_where_updates_in_place_are_allowed__answers_anew_behind_its_alias(deployed: Shop) -> None:
    deployed.behind_alias(FunctionVersions="no")
    assert deployed.versions() == ("$LATEST", [])
    told = deployed.save(deployed.session(), "buy/handler.py", HANDLER.format(answer="saved"))
    assert told == ["shop/buy: updated in place"]
    assert deployed.call()[0] == "saved"


def test_versions_turned_on_and_off__move_the_alias(deployed: Shop) -> None:
    deployed.behind_alias(FunctionVersions="no")
    for wanted, version in (("yes", "1"), ("no", "$LATEST")):
        deployed.parameters["FunctionVersions"] = wanted
        deployed.deploy()
        assert deployed.versions()[0] == version
        assert deployed.call()[0] == "old"


def test_codedeploy__is_what_is_missing_here(deployed: Shop) -> None:
    with pytest.raises(StackyardError, match="AWS::CodeDeploy::Application"):
        deployed.behind_alias(FunctionVersions="yes", GradualDeployments="Canary10Percent5Minutes")
