from __future__ import annotations

from pathlib import Path

from stackyard.compose import ComposedSystem
from stackyard.templates.documents import load


def test_system__becomes_one_document_per_frame(repository):
    repository.write("templates/shop/data.yaml", "Resources: {Orders: {Type: AWS::S3::Bucket}}\n")
    composed = repository.compose()
    assert list(composed.stacks) == ["api", "data"]
    assert composed.stacks["data"].functions == ()
    assert composed.stacks["api"].functions == ("buy",)
    assert Path(composed.stacks["data"].template) == repository.root / "build/local/shop/data.yaml"


def test_function__is_told_with_its_folder_and_logical_id(repository):
    function = repository.compose().functions["buy"]
    assert (function.system, function.stack, function.logical_id) == ("shop", "api", "BuyFunction")
    assert (function.handler, function.runtime, function.architecture) == ("handler.handler", "python3.13", "x86_64")
    assert Path(function.folder) == repository.root / "lambdas/shop/buy"


def test_runtime_that_a_parameter_decides__is_left_open(repository):
    repository.change("lambdas/shop/buy/resources.yaml", "Runtime: python3.13", "Runtime: !Ref Environment")
    assert repository.compose().functions["buy"].runtime == ""


def test_architecture_that_a_parameter_decides__is_left_open(repository):
    repository.change("lambdas/shop/buy/resources.yaml", "Code: .", "Code: .\n      Architectures: [!Ref Environment]")
    assert repository.compose().functions["buy"].architecture == ""


def test_code__is_the_staged_folder_relative_to_the_document(repository):
    assert repository.resources()["BuyFunction"]["Properties"]["Code"] == "../../functions/shop/buy"


def test_code_path__is_announced_to_cfn_lint_beside_what_the_frame_ignores(repository):
    repository.change(
        "templates/shop/api.yaml",
        "\nParameters:",
        "\nMetadata: {cfn-lint: {config: {ignore_checks: [W2001]}}}\nParameters:",
    )
    metadata = repository.compose().stacks["api"].document["Metadata"]
    assert metadata["cfn-lint"]["config"]["ignore_checks"] == ["W2001", "W3002"]


def test_composing_twice__writes_the_same_bytes_and_touches_nothing(repository):
    path = Path(repository.compose().stacks["api"].template)
    before = path.read_bytes(), path.stat().st_mtime_ns
    repository.compose()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_document__is_what_was_written(repository):
    stack = repository.compose().stacks["api"]
    assert load(Path(stack.template).read_text(), "api.yaml") == stack.document


def test_environments__are_composed_side_by_side(repository):
    first, second = repository.compose("local"), repository.compose("dev")
    assert Path(first.stacks["api"].template).read_text() == Path(second.stacks["api"].template).read_text()
    assert first.stacks["api"].template != second.stacks["api"].template


def test_facts__carry_everything_but_the_documents(repository):
    composed = repository.compose()
    assert ComposedSystem.from_facts("shop", composed.facts()) == composed


def test_system_without_functions__needs_no_lambdas_folder(empty_repository):
    empty_repository.write("templates/shop/base.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}\n")
    composed = empty_repository.compose()
    assert composed.stacks["base"].document["Resources"] == {"Topic": {"Type": "AWS::SNS::Topic"}}
    assert composed.openapi == ""


def test_faults_of_several_files__are_told_together(repository):
    repository.change("lambdas/shop/buy/resources.yaml", "Stack: api", "Stack: web")
    repository.function("sell").change("lambdas/shop/sell/handler.py", "def handler", "def serve")
    repository.write("templates/shop/data.yaml", "Resources: [\n")
    message = repository.fault()
    assert message.startswith("3 things are wrong with system shop:")
    assert "templates/shop/data.yaml:2" in message
    assert "lambdas/shop/buy/resources.yaml:1: there is no stack web" in message
    assert "lambdas/shop/sell/handler.py: has no function handler" in message


def test_fault__leaves_the_earlier_result_alone(repository):
    path = Path(repository.compose().stacks["api"].template)
    before = path.read_bytes()
    repository.change("templates/shop/api.yaml", "Resources:", "Resorces:")
    repository.fault()
    assert path.read_bytes() == before


def test_name_that_compose_gives__cannot_be_taken_by_the_frame(repository):
    repository.change("templates/shop/api.yaml", "  Stage:\n", "  V1Resource: {Type: AWS::SNS::Topic}\n  Stage:\n")
    message = repository.fault()
    assert "the name V1Resource is compose's own" in message
    assert "templates/shop/api.yaml:9" in message


def test_frame_that_cannot_be_read__is_told_beside_the_faults_of_its_functions(repository):
    repository.write("templates/shop/api.yaml", "a: [\n").write("lambdas/shop/buy/handler.py", "")
    fault = repository.fault()
    assert "templates/shop/api.yaml:2:1: " in fault
    assert "lambdas/shop/buy/handler.py: has no function handler" in fault
