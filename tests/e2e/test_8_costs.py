"""What the suite has done so far on the embedded AWS, told as costs."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.environment import Environment


@pytest.fixture(autouse=True)
def _embedded_only(deployed: Environment) -> None:
    if not deployed.is_embedded:
        pytest.skip("asking Cost Explorer costs money")


def test_costs__are_told_for_every_system_in_the_currency_of_the_bill(deployed: Environment) -> None:
    found: dict[str, Any] = json.loads(deployed.run("bin/costs", deployed.name, "--json").stdout)
    assert Decimal(found["by_service"]["AWS Lambda"]) > 0
    assert {*deployed.setting("stackyard_own_systems")} <= {*found["by_system"]}
    assert "not tagged" not in found["by_system"]
    assert found["currency"] == deployed.setting("billing_currency")
    for part in ("by_service", "by_system"):
        assert sum(map(Decimal, found[part].values())) == pytest.approx(Decimal(found["total"]))


def test_page__is_written_beside_the_reports(deployed: Environment) -> None:
    page = Path(deployed.run("bin/costs", deployed.name, "--html").stdout.strip())
    assert page == Path(deployed.setting("build_folder")) / "reports" / f"{deployed.name}-costs.html"
    assert "<svg" in page.read_text(encoding="utf-8")
