"""A repository is linted as a whole: composed templates, led back to what was written, and every source."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.rules.lint import lint_repository
from stackyard.target import ROOT

from tests.repository import Repository, shop

REGIONS = ("eu-central-1",)
MACHINE = (
    '{\n "StartAt": "A",\n "States": {\n  "A": {"Type": "Task", "Resource": "arn:aws:states:::x:y", "End": true}}}'
)
STATE_MACHINE = """
        Machine:
          Type: AWS::StepFunctions::StateMachine
          Properties: {RoleArn: !Ref Environment, Definition: weekly.asl.json}
"""
SAM = """
    Transform: AWS::Serverless-2016-10-31
    Globals:
      Function: {Tracing: Active}
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties: {Handler: a.b, Runtime: python3.13, CodeUri: orders/}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return shop(tmp_path)


def told(repository: Repository, *only: str) -> list[str]:
    """Places and ids of what is told about partitions."""
    looked = lint_repository(repository.root, REGIONS, [repository.root / name for name in only])
    return [f"{found.file}:{found.line} {found.rule}" for found in looked.findings if found.rule[1:3] == "91"]


def test_repository_that_keeps_the_rules__is_not_told(repository: Repository) -> None:
    looked = lint_repository(repository.root, REGIONS)
    assert (looked.templates, looked.sources) == (1, 4)
    assert told(repository) == []


def test_findings__lead_to_fragment_frame_and_state_machine(repository: Repository) -> None:
    repository.change("lambdas/shop/buy/resources.yaml", "Code: .", "Code: .\n      TracingConfig: {Mode: Active}")
    repository.change("templates/shop/api.yaml", "[REGIONAL]", "[EDGE]")
    frame = (repository.root / "templates/shop/api.yaml").read_text()
    machine = STATE_MACHINE.replace("\n      ", "\n")
    repository.write("templates/shop/api.yaml", frame.replace("\nOutputs:", machine + "Outputs:"))
    repository.write("templates/shop/weekly.asl.json", MACHINE)
    assert told(repository) == [
        "lambdas/shop/buy/resources.yaml:9 E9105",
        "templates/shop/api.yaml:8 E9103",
        "templates/shop/weekly.asl.json:4 E9109",
    ]


def test_sources__are_read_wherever_they_lie(repository: Repository) -> None:
    repository.write("bin/tell", "#!/usr/bin/env bash\necho arn:aws:s3:::x\n")
    repository.write("roles/stacks/tasks/main.yml", "- a: arn:aws:s3:::x\n")
    repository.write("group_vars/all/main.yml", "host: sqs.eu-central-1.amazonaws.com\n")
    repository.write("group_vars/prod/main.yml", "boundary: arn:aws:iam::1:policy/x\n")
    repository.write("lambdas/shared/kit/arns.py", "ARN = 'arn:aws:s3:::x'\n")
    repository.write("tests/test_it.py", "ARN = 'arn:aws:s3:::x'\n")
    assert told(repository) == [
        "bin/tell:2 E9101",
        "group_vars/all/main.yml:1 E9102",
        "lambdas/shared/kit/arns.py:1 E9101",
        "roles/stacks/tasks/main.yml:1 E9101",
    ]


def test_only_what_is_found_in_the_named_files__is_told(repository: Repository) -> None:
    repository.change("lambdas/shop/buy/resources.yaml", "Code: .", "Code: .\n      TracingConfig: {Mode: Active}")
    repository.change("templates/shop/api.yaml", "[REGIONAL]", "[EDGE]")
    repository.write("bin/tell.sh", "echo arn:aws:s3:::x\n")
    assert told(repository, "lambdas") == ["lambdas/shop/buy/resources.yaml:9 E9105"]
    assert told(repository, "templates/shop/api.yaml") == ["templates/shop/api.yaml:8 E9103"]
    assert told(repository, "bin/tell.sh") == ["bin/tell.sh:1 E9101"]


def test_exception_with_a_reason__is_kept_by_composing(repository: Repository) -> None:
    allowed = "Type: AWS::ApiGateway::RestApi\n    Metadata:\n      cfn-lint: {config: {ignore_checks: [E9103]}}"
    repository.change("templates/shop/api.yaml", "[REGIONAL]", "[EDGE]")
    repository.change("templates/shop/api.yaml", "Type: AWS::ApiGateway::RestApi", allowed)
    assert told(repository) == ["templates/shop/api.yaml:9 W9100"]
    repository.change("templates/shop/api.yaml", "[E9103]}}", "[E9103]}}  # deployed in one partition for good")
    assert told(repository) == []


def test_template_of_no_system__is_linted_as_it_is(repository: Repository) -> None:
    repository.write("other.yaml", "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}\n")
    assert told(repository, "other.yaml") == ["other.yaml:2 E9103"]


def test_template_in_sam_form__is_linted_as_it_is_deployed(repository: Repository) -> None:
    repository.write("other.yaml", SAM)
    assert told(repository, "other.yaml") == ["other.yaml:7 E9105"]


def test_nested_application__is_left_as_it_is_while_the_rest_is_expanded(repository: Repository) -> None:
    nested = "Location: {ApplicationId: !Ref ApplicationId, SemanticVersion: 1.0.0}"
    application = f"      Other: {{Type: AWS::Serverless::Application, Properties: {{{nested}}}}}\n"
    parameter = "    Parameters: {ApplicationId: {Type: String}}\n"
    repository.write("other.yaml", SAM.replace("    Resources:\n", f"{parameter}    Resources:\n{application}"))
    assert told(repository, "other.yaml") == ["other.yaml:9 E9105"]


def test_template_that_cannot_be_read__is_told_by_cfn_lint_with_its_line(repository: Repository) -> None:
    repository.write("other.yaml", "Resources:\n  Api: [\n")
    looked = lint_repository(repository.root, REGIONS, [repository.root / "other.yaml"])
    assert [(found.file, found.line, found.rule) for found in looked.findings] == [("other.yaml", 3, "E0000")]


def test_system_that_does_not_compose__is_an_error(repository: Repository) -> None:
    repository.change("lambdas/shop/buy/resources.yaml", "Stack: api", "Stack: none")
    with pytest.raises(StackyardError, match=r"lambdas/shop/buy/resources\.yaml"):
        lint_repository(repository.root, REGIONS)


def test_folder_that_belongs_to_no_system__is_looked_through(repository: Repository) -> None:
    repository.write("examples/one/other.yaml", "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi}\n")
    repository.write("examples/tell.sh", "echo arn:aws:s3:::x\n")
    assert told(repository, "examples") == ["examples/one/other.yaml:2 E9103", "examples/tell.sh:1 E9101"]


def lint(arguments: Sequence[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ROOT / "bin/lint", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_command__tells_place_rule_remedy_and_page(tmp_path: Path) -> None:
    (tmp_path / "tell.sh").write_text("echo arn:aws:s3:::x\n")
    done = lint(["tell.sh"], folder=tmp_path)
    assert done.returncode == 1, done.stderr
    first, remedy, page, closing = done.stdout.splitlines()
    assert first == f"{tmp_path}/tell.sh:1: E9101 names the partition aws: `echo arn:aws:s3:::x`"
    assert remedy.startswith("  remedy: write `${AWS::Partition}` in templates")
    assert page == "  page: docs/rules/E9101.md"
    assert closing == "0 templates and 1 source: 1 error, 0 warnings"


def test_command__gives_json_for_programs(tmp_path: Path) -> None:
    (tmp_path / "tell.sh").write_text("echo arn:aws:s3:::x\n")
    document = json.loads(lint(["--json", str(tmp_path / "tell.sh")]).stdout)
    assert [(one["rule"], one["level"], one["line"]) for one in document["findings"]] == [("E9101", "error", 1)]


def test_command__lists_and_explains_the_kits_rules() -> None:
    listed = lint(["--list"])
    assert listed.returncode == 0
    assert "E9103  An API without a regional endpoint" in listed.stdout
    assert lint(["--explain", "e9103"]).stdout == (ROOT / "docs/rules/E9103.md").read_text()
    unknown = lint(["--explain", "E1"])
    assert unknown.returncode == 2
    assert "the kit has no such rule\n  given: E1" in unknown.stderr


def test_command__knows_environments_by_their_region(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("Resources:\n  Url: {Type: AWS::SES::ReceiptFilter}\n")
    for environment, is_found in (("cn", True), ("local", False)):
        done = lint([environment, str(tmp_path / "other.yaml")])
        assert ("does not exist in 'cn-north-1'" in done.stdout) is is_found, done.stdout + done.stderr


def test_word_that_is_neither_environment_nor_file__is_an_error() -> None:
    done = lint(["no/such/file"])
    assert done.returncode == 2
    assert "there is nothing to lint\n  given: no/such/file" in done.stderr


def test_reader_that_has_seen_enough__ends_it_without_a_word() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([ROOT / "bin/lint", "--list"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")
