from __future__ import annotations

import pytest

FRAGMENT = "lambdas/shop/buy/resources.yaml"


def test_fragment_without_stack__is_told_which_there_are(repository):
    repository.change(FRAGMENT, "Metadata: {Stackyard: {Stack: api}}\n", "")
    message = repository.fault()
    assert f"{FRAGMENT}:1: does not say which stack it belongs to" in message
    assert "stacks of this system: api" in message
    assert "Metadata: {Stackyard: {Stack: <name>}}" in message


def test_stack_without_frame__is_refused_at_its_line(repository):
    repository.change(FRAGMENT, "Stack: api", "Stack: web")
    assert f"{FRAGMENT}:1: there is no stack web" in repository.fault()


@pytest.mark.parametrize("section", ["Mappings", "Transform", "Resorces", "AWSTemplateFormatVersion"])
def test_section_that_nobody_merges__is_refused(repository, section):
    repository.change(FRAGMENT, "Resources:\n", f"{section}: {{A: {{}}}}\nResources:\n")
    message = repository.fault()
    assert f"{FRAGMENT}:4: {section} is no section of a fragment" in message
    assert "belongs into the frame" in message


@pytest.mark.parametrize("value", ["", "[]", "text"])
def test_section_without_entries__is_refused(repository, value):
    repository.change(FRAGMENT, "Resources:\n", f"Outputs: {value}\nResources:\n")
    assert f"{FRAGMENT}:4: the section Outputs is empty or no mapping" in repository.fault()


def test_fragment_without_function__is_refused(repository):
    repository.change(FRAGMENT, "AWS::Lambda::Function", "AWS::SNS::Topic")
    message = repository.fault()
    assert "declares no function" in message
    assert "AWS::Lambda::Function with `Code: .`" in message


def test_fragment_with_two_functions__names_both(repository):
    repository.change(FRAGMENT, "  BuyRole:\n", "  SellFunction: {Type: AWS::Lambda::Function}\n  BuyRole:\n")
    message = repository.fault()
    assert "declares several functions" in message
    assert "BuyFunction, SellFunction" in message


@pytest.mark.parametrize("code", ["..", "{ZipFile: 'pass'}", "{S3Bucket: a, S3Key: b}"])
def test_code_that_is_not_the_folder__is_refused(repository, code):
    repository.change(FRAGMENT, "Code: .", f"Code: {code}")
    message = repository.fault()
    assert f"{FRAGMENT}:8: the code of BuyFunction is not its folder" in message
    assert "write `Code: .`" in message


def test_function_with_a_name_of_its_own__is_refused(repository):
    repository.change(FRAGMENT, "Code: .", "Code: .\n      FunctionName: buy")
    message = repository.fault()
    assert f"{FRAGMENT}:9: BuyFunction has a name of its own" in message
    assert "remove FunctionName" in message


def test_architecture_written_out__is_told(repository):
    repository.change(FRAGMENT, "Code: .", "Code: .\n      Architectures: [arm64]")
    assert repository.compose().functions["buy"].architecture == "arm64"
