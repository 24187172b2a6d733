"""What the deploying action takes from packaging and hands on to hooks."""

from __future__ import annotations

from stackyard.plan import make_plan

from plugins.action.stackyard_deploy import artifacts, planned, template_paths
from tests.fakes.stacks import make_spec, make_state


def test_packaged_template__is_deployed_where_there_is_one() -> None:
    stacks = {"data": {"template": "data.yaml"}, "api": {"template": "api.yaml", "packaged": "api.packaged.yaml"}}
    assert template_paths({"shop": {"stacks": stacks}}) == {"shop": {"data": "data.yaml", "api": "api.packaged.yaml"}}


def test_artifact__is_known_by_the_function_that_it_is_of() -> None:
    functions = {"buy": {"artifact": {"key": "artifacts/1.zip"}}, "pay": {"artifact": None}}
    assert artifacts({"shop": {"functions": functions}, "foundation": {}}) == {"artifacts/1.zip": "shop/buy"}


def test_preview__tells_the_plan_and_the_outputs_there_are() -> None:
    specs = [make_spec("data"), make_spec("api")]
    result = planned(make_plan(specs, {specs[0].name: make_state("data", outputs={"A": "1"})}))
    assert result["changed"]
    assert result["actions"] == {"stackyard-dev-shop-data": "update", "stackyard-dev-shop-api": "create"}
    assert result["outputs"] == {"shop": {"data": {"A": "1"}}}
