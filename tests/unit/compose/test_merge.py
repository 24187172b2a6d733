from __future__ import annotations

import pytest

FRAME = "templates/shop/api.yaml"
FRAGMENT = "lambdas/shop/buy/resources.yaml"


def test_sections__stand_in_their_usual_order(repository):
    repository.change(FRAGMENT, "Resources:\n", "Outputs: {Buyer: {Value: !Ref BuyFunction}}\nResources:\n")
    repository.change(FRAME, "\nParameters:", "\nConditions: {HasAlarms: !Equals [a, b]}\nParameters:")
    document = repository.compose().stacks["api"].document
    assert list(document) == [
        "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Conditions", "Resources", "Outputs",
    ]  # fmt: skip
    assert list(document["Outputs"]) == ["ApiId", "Buyer"]


def test_frame_without_format_version__gets_it(empty_repository):
    empty_repository.write("templates/shop/base.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}\n")
    assert list(empty_repository.compose().stacks["base"].document) == ["AWSTemplateFormatVersion", "Resources"]


def test_equal_parameters__are_one(repository):
    assert repository.compose().stacks["api"].document["Parameters"] == {"Environment": {"Type": "String"}}


@pytest.mark.parametrize(
    ("section", "kind", "ours", "theirs"),
    [
        ("Parameters", "parameter", "{Size: {Type: String}}", "{Size: {Type: Number}}"),
        ("Conditions", "condition", "{HasSize: !Equals [a, b]}", "{HasSize: !Equals [a, c]}"),
    ],
)
def test_shared_name_declared_differently__is_told_with_both_places(empty_repository, section, kind, ours, theirs):
    empty_repository.write(
        "templates/shop/api.yaml", f"Resources: {{T: {{Type: AWS::SNS::Topic}}}}\n{section}: {ours}\n"
    )
    empty_repository.function("buy")
    fragment = (
        (empty_repository.root / FRAGMENT).read_text().replace("Parameters:\n  Environment: {Type: String}\n", "")
    )
    empty_repository.write(FRAGMENT, f"{section}: {theirs}\n{fragment}")
    message = empty_repository.fault()
    name = "Size" if kind == "parameter" else "HasSize"
    assert f"{FRAGMENT}:1: the {kind} {name} is declared differently elsewhere" in message
    assert "the other one: templates/shop/api.yaml:2" in message


@pytest.mark.parametrize("section", ["Resources", "Outputs"])
def test_name_that_stands_twice__is_told_with_both_places(repository, section):
    repository.function("sell")
    if section == "Resources":
        repository.change("lambdas/shop/sell/resources.yaml", "  SellRole:\n", "  BuyRole:\n")
        repository.change("lambdas/shop/sell/resources.yaml", "!GetAtt SellRole.Arn", "!GetAtt BuyRole.Arn")
        expected = "lambdas/shop/sell/resources.yaml:12: the resource BuyRole stands already in this stack"
        other = f"{FRAGMENT}:12"
    else:
        repository.change(FRAGMENT, "Resources:\n", "Outputs: {ApiId: {Value: a}}\nResources:\n")
        expected = f"{FRAGMENT}:4: the output ApiId stands already in this stack"
        other = f"{FRAME}:19"
    message = repository.fault()
    assert expected in message
    assert f"the other one: {other}" in message


def test_section_that_cloudformation_does_not_know__is_told(repository):
    repository.change(FRAME, "Description:", "Descripton:")
    assert f"{FRAME}:2: Descripton is no section of a template" in repository.fault()


def test_resource_without_type__is_told(repository):
    repository.change(FRAME, "  Stage:\n", "  Empty: {}\n  Stage:\n")
    assert f"{FRAME}:9: the resource Empty has no Type" in repository.fault()


def test_loop_that_makes_resources__is_passed_on(repository):
    loop = "  Fn::ForEach::Topics: [Name, [A, B], {'Topic${Name}': {Type: AWS::SNS::Topic}}]\n"
    repository.change(FRAME, "\nParameters:", "\nTransform: AWS::LanguageExtensions\nParameters:")
    repository.change(FRAME, "  Stage:\n", loop + "  Stage:\n")
    assert repository.resources()["Fn::ForEach::Topics"][1] == ["A", "B"]


def test_frame_without_resources__may_be_filled_by_functions(empty_repository):
    empty_repository.write("templates/shop/api.yaml", "Description: empty\n")
    empty_repository.function("buy")
    assert list(empty_repository.resources()) == ["BuyFunction", "BuyRole"]


def test_resource_of_the_frame_in_the_functions_place__is_told(repository):
    repository.change("templates/shop/api.yaml", "  Stage:\n", "  BuyFunction: {Type: AWS::SNS::Topic}\n  Stage:\n")
    assert "the resource BuyFunction stands already in this stack" in repository.fault()
