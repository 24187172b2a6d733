"""The rules about texts over state machines, scripts, Python sources, roles and pages, and the exceptions asked there.

``rules/<id>/breaks*`` breaks the rule in lines that end with ``# told``, or in the one that its name says.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from stackyard.errors import StackyardError
from stackyard.rules.sources.look import look

CASES = Path(__file__).parent / "rules"
ENDINGS = (".py", ".sh", ".yml", ".asl.json", ".j2")


def sources(prefix: str) -> list[object]:
    found = sorted(path for path in CASES.glob(f"*/{prefix}*") if path.name.endswith(ENDINGS))
    return [pytest.param(path, id=f"{path.parent.name}-{path.name}") for path in found]


def told_in(path: Path, *, template: bool = False) -> list[tuple[int, str]]:
    return sorted({(found.line, found.rule) for found in look(path, CASES, template=template)})


def marked(path: Path) -> list[int]:
    if named := re.search(r"_line_(\d+)", path.name):
        return [int(named[1])]
    return [number for number, line in enumerate(path.read_text().splitlines(), 1) if line.endswith("# told")]


@pytest.mark.parametrize("path", sources("breaks"))
def test_source_that_breaks_a_rule__is_told_in_its_lines(path: Path) -> None:
    assert marked(path)
    assert [line for line, rule in told_in(path) if rule == path.parent.name] == marked(path)


@pytest.mark.parametrize("path", sources("keeps"))
def test_source_that_keeps_a_rule__is_not_told(path: Path) -> None:
    assert told_in(path) == []


def test_exception_of_a_template__needs_a_reason_and_a_rule_that_there_is() -> None:
    assert told_in(CASES / "W9100/template_breaks.yaml", template=True) == [
        (5, "W9100"),
        (14, "W9100"),
        (15, "W9100"),
    ]
    assert told_in(CASES / "W9100/template_keeps.yaml", template=True) == []


def test_exception_without_a_reason__counts_all_the_same() -> None:
    assert {rule for _, rule in told_in(CASES / "W9100/breaks.py")} == {"W9100"}


def test_script_without_an_ending__is_known_by_its_first_line(tmp_path: Path) -> None:
    (tmp_path / "tell").write_text("#!/usr/bin/env bash\necho arn:aws:s3:::x\n")
    (tmp_path / "list").write_text("arn:aws:s3:::x\n")
    assert told_in(tmp_path / "tell") == [(2, "E9101")]
    assert told_in(tmp_path / "list") == []


def test_source_that_is_not_what_it_says__is_an_error_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "torn.py").write_text("one = 1\ntwo = (\n")
    with pytest.raises(StackyardError, match=r"torn.py:2: '\(' was never closed"):
        look(tmp_path / "torn.py", tmp_path)
    (tmp_path / "torn.yml").write_text("one: 1\ntwo: [\n")
    with pytest.raises(StackyardError, match=r"torn.yml:3: expected the node content"):
        look(tmp_path / "torn.yml", tmp_path)
