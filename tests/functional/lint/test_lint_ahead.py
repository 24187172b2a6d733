"""The process that looks at templates ahead, with cfn-lint itself: it marks what its command finds nothing in."""

from __future__ import annotations

from pathlib import Path

from stackyard.lint import fresh_templates, lint_templates
from stackyard.lint_ahead import begin, wait

REGION = "eu-central-1"
PLACE = "Resources: {Place: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: here%s}}}\n"
TEXTS = {
    "good": PLACE % ", Name: place",
    "wrong": PLACE % ", Nome: place",
    "dubious": f"Parameters: {{Unused: {{Type: String}}}}\n{PLACE % ''}",
    "torn": "Resources: {",
}


def test_templates__are_marked_in_the_background_where_cfn_lint_finds_nothing(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.yaml" for name in TEXTS]
    for path in paths:
        path.write_text(TEXTS[path.stem], encoding="utf-8")
    assert begin(paths, REGION, tmp_path, tmp_path / "environment/linting")
    wait(tmp_path / "environment/linting")
    assert [path.stem for path in fresh_templates(paths, REGION, tmp_path)] == ["wrong", "dubious", "torn"]
    told = lint_templates([tmp_path / "dubious.yaml"], REGION, tmp_path)
    assert [finding.rule for finding in told.warnings] == ["W2001"]
