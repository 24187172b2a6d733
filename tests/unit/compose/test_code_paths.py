from __future__ import annotations

import pytest

FRAME = """
    Resources:
      Buy:
        Type: AWS::Lambda::Function
        Properties: {Code: ../../lambdas/shop/buy, Handler: app.run, Runtime: python3.13, Role: !Ref Role}
"""


@pytest.fixture
def placed(empty_repository):
    """A frame that places its function itself, in plain CloudFormation."""
    empty_repository.write("templates/shop/api.yaml", FRAME)
    return empty_repository.write("lambdas/shop/buy/app.py", "def run(event, context): ...\n")


def test_function_with_a_path__needs_no_fragment(placed):
    composed = placed.compose()
    function = composed.functions["buy"]
    assert (function.stack, function.logical_id, function.handler) == ("api", "Buy", "app.run")
    assert composed.stacks["api"].document["Resources"]["Buy"]["Properties"]["Code"] == "../../functions/shop/buy"
    assert composed.stacks["api"].functions == ("buy",)


@pytest.mark.parametrize(
    "path", ["../../lambdas/shop/sell", "../../lambdas/shop", "../../lambdas/shop/shared", "src/", "."]
)
def test_path_that_leads_to_no_function__is_refused_at_its_line(placed, path):
    placed.write("lambdas/shop/shared/shop/__init__.py", "")
    placed.change("templates/shop/api.yaml", "../../lambdas/shop/buy", path)
    message = placed.fault()
    assert "templates/shop/api.yaml:4: the code of Buy is no function's folder" in message
    assert "remedy: write ../../lambdas/shop/<function>/" in message


def test_folder_placed_twice__names_both_places(placed):
    placed.change("templates/shop/api.yaml", "Resources:", FRAME.replace("Buy", "Buy2").replace("\n    ", "\n").strip())
    message = placed.fault()
    assert "another function has this folder already" in message
    assert "give each function a folder of its own" in message


def test_placed_folder_with_a_fragment__is_declared_twice(placed):
    placed.write("lambdas/shop/buy/resources.yaml", "Metadata: {Stackyard: {Stack: api}}\n")
    message = placed.fault()
    assert "lambdas/shop/buy: two templates declare this function" in message
    assert "given: templates/shop/api.yaml:4" in message


def test_placed_function_with_a_name_of_its_own__is_refused(placed):
    placed.change("templates/shop/api.yaml", "Handler: app.run", "FunctionName: buy, Handler: app.run")
    assert "Buy has a name of its own" in placed.fault()


def test_code_that_is_no_path__is_left_alone(placed):
    old = "Old: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: a, S3Key: b}, Role: !Ref Role}}"
    placed.change("templates/shop/api.yaml", "  Buy:", f"  {old}\n  Buy:")
    assert set(placed.compose().functions) == {"buy"}
