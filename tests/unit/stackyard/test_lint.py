"""cfn-lint, once per content."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.lint import lint_templates, partition_of
from stackyard.rules.digest import APPENDED


def finding(level: str, rule: str = "E3002") -> dict[str, object]:
    return {
        "Filename": "build/local/shop/data.yaml",
        "Level": level,
        "Location": {"Start": {"LineNumber": 7}},
        "Message": "is no property",
        "Rule": {"Id": rule},
    }


class Linter:
    """A cfn-lint that finds what it is told to."""

    def __init__(self, *findings: dict[str, object]) -> None:
        self.findings = findings
        self.runs: list[list[str]] = []

    def __call__(self, arguments: Sequence[str]) -> str:
        self.runs.append(list(arguments))
        return json.dumps(self.findings)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "data.yaml"
    path.write_text("Resources: {}\n")
    return path


def test_same_content__is_checked_once(template: Path, tmp_path: Path) -> None:
    linter = Linter()
    assert lint_templates([template], "eu-central-1", tmp_path, linter).checked == (str(template),)
    assert lint_templates([template], "eu-central-1", tmp_path, linter).checked == ()
    assert linter.runs == [["--format", "json", "--regions", "eu-central-1", *APPENDED, "--", str(template)]]


def test_changed_content_or_another_region__is_checked_again(template: Path, tmp_path: Path) -> None:
    linter = Linter()
    lint_templates([template], "eu-central-1", tmp_path, linter)
    lint_templates([template], "cn-north-1", tmp_path, linter)
    template.write_text("Resources: {New: {}}\n")
    lint_templates([template], "eu-central-1", tmp_path, linter)
    assert len(linter.runs) == 3


def test_errors__are_told_with_file_and_line_and_not_remembered(template: Path, tmp_path: Path) -> None:
    linter = Linter(finding("Error"), finding("Warning"))
    for _ in range(2):
        with pytest.raises(StackyardError, match="finds 1 error in the templates for eu-central-1") as caught:
            lint_templates([template], "eu-central-1", tmp_path, linter)
    assert "build/local/shop/data.yaml:7: E3002 is no property" in caught.value.given
    assert len(linter.runs) == 2


def test_warnings__are_handed_on_and_fail_nothing(template: Path, tmp_path: Path) -> None:
    lint = lint_templates([template], "eu-central-1", tmp_path, Linter(finding("Warning")))
    assert [str(found) for found in lint.warnings] == ["build/local/shop/data.yaml:7: E3002 is no property"]


def test_what_another_partition_lacks__is_told_and_stops_no_deploy_to_this_one(template: Path, tmp_path: Path) -> None:
    linter = Linter(finding("Error", "E9101"))
    lint = lint_templates([template], "eu-central-1", tmp_path, linter)
    assert [found.rule for found in lint.warnings] == ["E9101"]
    with pytest.raises(StackyardError, match="finds 1 error in the templates for cn-north-1"):
        lint_templates([template], "cn-north-1", tmp_path, linter)


@pytest.mark.parametrize(("region", "partition"), [("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("nowhere", "")])
def test_partition_of_a_region__is_botocores(region: str, partition: str) -> None:
    assert partition_of(region) == partition
