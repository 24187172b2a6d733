"""What travels with each function: examiners of kinds with the one that examines, and with no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from gearbox.kinds.names import EXAMINED
from gearbox.kinds.table import EXAMINERS
from stackyard.package.contents.shared import SharedPackages

ROOT = Path(__file__).resolve().parents[3]
EXAMINING = {"gearbox/describe.py", "gearbox/kinds/table.py", "gearbox/kinds/pdf.py", "gearbox/room/worker.py"}


def modules(function: str) -> set[str]:
    handler = ROOT / "lambdas/gearbox" / function / "handler.py"
    return {entry.name for entry in SharedPackages(ROOT, "gearbox").entries([handler])}


def test_examiners__travel_with_the_function_that_examines() -> None:
    assert modules("extract") >= EXAMINING


@pytest.mark.parametrize("function", ["diagnose", "upload_file", "read_files", "remove_file"])
def test_function_that_examines_nothing__takes_no_examiner_along(function: str) -> None:
    found = modules(function)

    assert "gearbox/arrivals.py" in found
    assert found & EXAMINING == set()


def test_every_kind_that_is_examined__has_its_examiner() -> None:
    assert tuple(EXAMINERS) == EXAMINED
