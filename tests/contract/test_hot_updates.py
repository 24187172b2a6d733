"""Functions of a deployed system are updated in place, and put back, on the embedded AWS."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from stackyard.apply import Workshop, apply_plan
from stackyard.hot.deployed import deployed_functions
from stackyard.hot.reconcile import Reconciliation
from stackyard.hot.session import HotSession
from stackyard.hot.surroundings import AccountAndSources
from stackyard.package.bucket.artifact_bucket import ArtifactBucket
from stackyard.package.pipeline import Packager
from stackyard.package.settings import PackageSettings
from stackyard.plan import StackSpec, Template, make_plan, read_stacks

from tests.contract.embedded_server import FUNCTION_SECONDS, EmbeddedServer
from tests.contract.targets import own_target
from tests.fakes.stacks import make_spec
from tests.repository import Repository, shop

FOUNDATION = """
Resources:
  ArtifactsBucket: {Type: 'AWS::S3::Bucket'}
Outputs:
  ArtifactsBucket: {Value: {Ref: ArtifactsBucket}}
"""
HANDLER = "from shop import money\n\ndef handler(event, context):\n    return [{answer!r}, money.CURRENCY]\n"
ALIAS = """
  BuyVersion: {Type: 'AWS::Lambda::Version', Properties: {FunctionName: !Ref BuyFunction}}
  BuyAlias:
    Type: AWS::Lambda::Alias
    Properties: {Name: live, FunctionName: !Ref BuyFunction, FunctionVersion: !GetAtt BuyVersion.Version}
"""


class Deployed:
    """The invented shop with two functions, in an environment of its own."""

    def __init__(self, server: EmbeddedServer, repository: Repository) -> None:
        name = f"hot{uuid.uuid4().hex[:8]}"
        self.root = repository.root
        for fragment in sorted(self.root.glob("lambdas/shop/*/resources.yaml")):
            named = str(fragment.relative_to(self.root))
            repository.change(named, "Code: .", f"Code: .\n      Timeout: {FUNCTION_SECONDS}")
        self.target = own_target(server, name)
        self.parameters = {"Environment": name}
        self.repository = repository
        settings = PackageSettings("x86_64", "python3.13", hot_updates=True)
        self.packager = Packager.of(self.root, self.root / "build", name, settings)
        self._apply(self._spec("foundation", "base", FOUNDATION))
        bucket = f"stackyard-{name}-foundation-base"
        outputs = self.target.client("cloudformation").describe_stacks(StackName=bucket)["Stacks"][0]["Outputs"]
        self.bucket = ArtifactBucket(self.target.client("s3"), outputs[0]["OutputValue"])
        self.deploy()

    def deploy(self) -> None:
        """Package and deploy what the sources say."""
        self.composed = self.repository.compose(self.target.environment)
        self.packager.package([self.composed], self.bucket)
        self._apply(self.wanted())

    def wanted(self) -> StackSpec:
        """The stack as it was packaged the last time."""
        template = Template.read(self.root / "build" / self.target.environment / "shop/api.packaged.yaml").body
        return self._spec("shop", "api", template, **self.parameters)

    def session(self) -> HotSession:
        lock = self.root / "lock"
        surroundings = AccountAndSources(self.target, self.packager, ["shop"], frozenset(), lock, pytest.fail)
        session = HotSession(surroundings)
        session.begin()
        return session

    def save(self, session: HotSession, name: str, text: str) -> list[str]:
        """Write a file below ``lambdas/shop`` and give what came of it."""
        self.repository.write(f"lambdas/shop/{name}", text)
        outcomes = session.sync({self.root / "lambdas/shop" / name})
        return [f"{', '.join(one.labels)}: {one.error or one.text}" for one in outcomes]

    def answer(self, name: str, qualifier: str = "$LATEST") -> Any:
        physical = self.functions[f"shop/{name}"].physical_name
        answer = self.target.client("lambda").invoke(FunctionName=physical, Qualifier=qualifier)
        return json.loads(answer["Payload"].read())

    def reconcile(self) -> list[str]:
        held = self.bucket.held()
        assert held is not None
        todo = Reconciliation.of(held.hot, ["shop"], self.functions)
        todo.execute(self.target.client("lambda"), self.bucket)
        return todo.lines(done=True)

    @property
    def functions(self) -> Any:
        return deployed_functions(self.target, self.target.client("cloudformation"), [self.composed])

    def _spec(self, system: str, stack: str, body: str, **parameters: str) -> StackSpec:
        tags = {"stackyard:environment": self.target.environment, "stackyard:system": system}
        name = self.target.stack_name(system, stack)
        return make_spec(stack, parameters, system=system, name=name, template=Template.parse(body), tags=tags)

    def _apply(self, spec: StackSpec) -> None:
        cloudformation = self.target.client("cloudformation")
        states = read_stacks(cloudformation, f"{self.target.prefix}-")
        apply_plan(Workshop(self.target, cloudformation, s3=self.target.client("s3")), make_plan([spec], states))


@pytest.fixture
def deployed(repaired: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    monkeypatch.setenv("STACKYARD_CACHE", str(tmp_path / "cache"))
    repository = shop(tmp_path / "repository").function("sell")
    repository.write("lambdas/shop/shared/shop/__init__.py", "")
    repository.write("lambdas/shop/shared/shop/money.py", "CURRENCY = 'EUR'\n")
    for name in ("buy", "sell"):
        repository.write(f"lambdas/shop/{name}/handler.py", HANDLER.format(answer="old"))
    (repository.root / "lambdas/shop/buy/resources.yaml").open("a").write(ALIAS)
    return Deployed(repaired, repository)


def test_saved_function__answers_anew_and_the_others_as_before(deployed: Deployed) -> None:
    session = deployed.session()
    assert deployed.answer("sell") == ["old", "EUR"]
    assert deployed.save(session, "sell/handler.py", HANDLER.format(answer="new")) == ["shop/sell: updated in place"]
    assert (deployed.answer("sell"), deployed.answer("buy")) == (["new", "EUR"], ["old", "EUR"])


def test_function_behind_an_alias__is_told_and_the_alias_keeps_its_version(deployed: Deployed) -> None:
    assert deployed.save(deployed.session(), "buy/handler.py", HANDLER.format(answer="new")) == [
        "shop/buy: updated in place; alias live (version 1) keeps its code"
    ]
    assert (deployed.answer("buy"), deployed.answer("buy", "live")) == (["new", "EUR"], ["old", "EUR"])


def test_shared_module__is_new_in_every_function_that_imports_it(deployed: Deployed) -> None:
    deployed.save(deployed.session(), "shared/shop/money.py", "CURRENCY = 'PLN'\n")
    assert (deployed.answer("sell"), deployed.answer("buy")) == (["old", "PLN"], ["old", "PLN"])


def test_syntax_error__leaves_the_old_code_answering(deployed: Deployed) -> None:
    told = deployed.save(deployed.session(), "sell/handler.py", "def handler(:\n    pass\n")
    assert told[0].startswith("shop/sell: lambdas/shop/sell/handler.py:1: invalid syntax")
    assert deployed.answer("sell") == ["old", "EUR"]


@pytest.mark.parametrize("gone", ["handler.py", ""])
def test_handler_that_is_gone__leaves_the_old_code_answering(deployed: Deployed, gone: str) -> None:
    session = deployed.session()
    place = deployed.root / "lambdas/shop/sell" / gone
    place.rename(deployed.root / "elsewhere")
    [outcome] = session.sync({place})
    assert outcome.error is not None
    assert "lambdas/shop/sell" in outcome.error.problem
    assert deployed.answer("sell") == ["old", "EUR"]


def test_handler_without_its_function__leaves_the_old_code_answering(deployed: Deployed) -> None:
    told = deployed.save(deployed.session(), "sell/handler.py", "def other(event, context):\n    pass\n")
    assert told[0].startswith("shop/sell: lambdas/shop/sell/handler.py: has no function handler")
    assert deployed.answer("sell") == ["old", "EUR"]


def test_function_updated_in_place__is_put_back_to_its_stack_once(deployed: Deployed) -> None:
    deployed.save(deployed.session(), "sell/handler.py", HANDLER.format(answer="new"))
    assert deployed.session().hot == {"shop/sell"}
    assert deployed.reconcile() == ["shop/sell: was updated in place, put back to what is deployed"]
    assert deployed.answer("sell") == ["old", "EUR"]
    assert deployed.reconcile() == []


def test_deployment_of_the_new_code__needs_no_further_update(deployed: Deployed) -> None:
    session = deployed.session()
    deployed.save(session, "sell/handler.py", HANDLER.format(answer="new"))
    deployed.deploy()
    deployed.reconcile()
    assert deployed.answer("sell") == ["new", "EUR"]
    assert deployed.session().different == []


def test_account_that_was_emptied__is_told_and_what_is_deployed_after_that_is_followed(deployed: Deployed) -> None:
    session, lambdas = deployed.session(), deployed.target.client("lambda")
    lambdas.delete_function(FunctionName=deployed.functions["shop/sell"].physical_name)
    told = deployed.save(session, "sell/handler.py", HANDLER.format(answer="new"))
    assert told[0].startswith("shop/sell: is not deployed any more")
