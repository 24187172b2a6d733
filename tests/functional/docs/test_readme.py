"""What the README names exists: commands, files, settings, and the figures that can be counted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from stackyard.compose import compose

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COSTS = [
    [cell.strip() for cell in row.split("|")[1:-1]]
    for row in README.partition("## Costs")[2].splitlines()
    if "|" in row
]
NAMED = re.compile(r"(?<![/\w])(?:bin|playbooks|docs|templates|group_vars|embedded|roles|plugins)/[\w./-]*\w")


@pytest.mark.parametrize("name", sorted(set(NAMED.findall(README))))
def test_file_named_in_the_readme__exists(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"\b(?:trainings_\w+|alarm_email|aws_profile|aws_account_id)\b", README)))
)
def test_setting_named_in_the_readme__is_one(name: str) -> None:
    settings: dict[str, Any] = {}
    for path in (ROOT / "group_vars").glob("**/*.yml"):
        settings |= yaml.safe_load(path.read_text()) or {}
    assert name in settings


def test_costs__are_those_of_the_guide() -> None:
    guide = (ROOT / "docs/guides/estimating.md").read_text(encoding="utf-8")
    sums = [float(total) for total in re.findall(r"^Sum: ([\d.]+) USD", guide, re.MULTILINE)]
    told = [float(row[1].replace(",", "")) for row in COSTS if re.fullmatch(r"[\d,]+\.\d\d", row[1])]
    assert len(told) == 3  # of the trainings system; the guide's fourth sum is another system's
    assert told == [pytest.approx(total, abs=0.005) for total in sums[:3]]


def test_alarms_in_the_costs__are_those_that_a_deployment_makes(tmp_path: Path) -> None:
    stacks = compose(ROOT, "trainings", "local", tmp_path).stacks.values()
    types = [resource["Type"] for stack in stacks for resource in stack.document["Resources"].values()]
    assert f"{types.count('AWS::CloudWatch::Alarm')} alarms" in README
