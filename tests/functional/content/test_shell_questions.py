"""The shell programs in the sample questions, run by the shell that the questions are about."""

from __future__ import annotations

import json
import re
import subprocess
import textwrap
from pathlib import Path

import pytest

CONTENT = Path(__file__).resolve().parents[3] / "content" / "trainings" / "linux"
ASKS = re.compile(r"What does this (bash script )?print.*\?\n\n(?P<program>    .*)", re.DOTALL)


def programs() -> list[object]:
    """Every question of the subject that shows a program and asks what it prints, with its right answer."""
    found: list[object] = []
    for path in sorted(CONTENT.glob("*/questions.json")):
        key = {
            entry["questionId"]: entry["answer"]
            for entry in json.loads((path.parent / "questionsKey.json").read_text())
        }
        for one in json.loads(path.read_text()):
            if match := ASKS.search(one["question"]):
                right = next(a["answerBody"] for a in one["answers"] if a["answerId"] == key[one["questionId"]])
                name = f"{path.parent.name}-{one['questionId']}"
                found.append(pytest.param(textwrap.dedent(match["program"]), right, id=name))
    return found


@pytest.mark.parametrize(("program", "right"), programs())
def test_program_in_a_shell_question__prints_its_right_answer(program: str, right: str, tmp_path: Path) -> None:
    done = subprocess.run(["bash", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == right.split()
