"""Every rule of the kit, with cfn-lint itself, over what breaks it and what keeps it.

``rules/<id>/breaks*.yaml`` breaks that rule in each line that ends with ``# told``, and nowhere else; ``keeps*.yaml``
breaks no rule of the kit that its own rule is about. The page of a rule shows ``breaks.yaml`` and ``keeps.yaml``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn
from cfnlint.runner import Runner, run_template_by_file_path
from stackyard.rules.catalogue import all_rules
from stackyard.target import ROOT

CASES = Path(__file__).parent / "rules"
RULES = {rule.id: rule for rule in all_rules()}


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner(ConfigMixIn(["--append-rules", "stackyard.rules.appended"]))


def templates(prefix: str) -> list[object]:
    return [
        pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in sorted(CASES.glob(f"*/{prefix}*.yaml"))
    ]


def told_by(rule: str, path: Path, runner: Runner) -> list[int]:
    """Lines of a template in which a rule finds something."""
    found = list(run_template_by_file_path(str(path), runner.config, runner.rules, False))
    assert [match for match in found if match.rule.id in ("E0000", "E0001", "E0002")] == []
    return sorted({match.linenumber for match in found if match.rule.id == rule})


@pytest.mark.parametrize("path", templates("breaks"))
def test_what_breaks_a_rule__is_told_in_its_lines(path: Path, runner: Runner) -> None:
    marked = [
        number for number, line in enumerate(path.read_text().splitlines(), 1) if line.rstrip().endswith("# told")
    ]
    assert marked
    assert told_by(path.parent.name, path, runner) == marked


@pytest.mark.parametrize("path", templates("keeps"))
def test_what_keeps_a_rule__is_not_told(path: Path, runner: Runner) -> None:
    assert told_by(path.parent.name, path, runner) == []


@pytest.mark.parametrize("rule", RULES)
def test_every_rule__has_a_case_that_breaks_it_and_one_that_keeps_it(rule: str) -> None:
    stems = {path.name.split(".")[0] for path in (CASES / rule).glob("*")}
    assert {"breaks", "keeps"} <= stems


@pytest.mark.parametrize("rule", RULES)
def test_page_of_a_rule__says_why_and_what_to_do_and_shows_both_cases(rule: str) -> None:
    page = (ROOT / f"docs/rules/{rule}.md").read_text()
    assert page.startswith(f"# {rule}: {RULES[rule].shortdesc}\n")
    assert RULES[rule].remedy.lower() in page.replace("\n", " ").lower()
    for name in ("breaks", "keeps"):
        cases = [CASES / rule / f"{name}.yaml", *(CASES / rule).glob(f"{name}.*")]
        shown = next(path for path in cases if path.is_file()).read_text()
        assert f"\n{shown}```\n" in page


def test_every_rule__says_its_reason_and_remedy_in_a_line() -> None:
    lines = [line for rule in RULES.values() for line in (rule.shortdesc, rule.remedy)]
    assert [line for line in lines if not line or "\n" in line or line.endswith(".")] == []


def test_ids__are_unique_and_lie_where_cfn_lint_leaves_room() -> None:
    ids = [rule.id for rule in all_rules()]
    assert len(ids) == len(set(ids))
    assert [one for one in ids if one[:3] not in ("E91", "W91", "E92", "W92")] == []


def test_cases__are_of_rules_that_there_are() -> None:
    assert {path.name for path in CASES.iterdir()} <= set(RULES)


def test_index_of_pages__lists_every_rule() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\(\1\.md\) \| (.*) \|$", (ROOT / "docs/rules/README.md").read_text(), re.MULTILINE)
    assert rows == [(rule.id, rule.shortdesc) for rule in all_rules()]


def test_pages__are_of_rules_that_there_are() -> None:
    assert {path.stem for path in (ROOT / "docs/rules").glob("*.md")} == {"README", *RULES}
