"""`bin/costs` against bills behind HTTP: real clients, real settings, a file of kept answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from stackyard.costs import cli
from stackyard.costs.overview import overview

from tests.functional.costs.billing import ACCOUNT, Bills, serving

TODAY = date(2026, 11, 21)


@pytest.fixture
def bills() -> Bills:
    return Bills(
        [
            ("2026-11-20", "AWS Lambda", "dev", "shop", "3"),
            ("2026-11-02", "Amazon DynamoDB", "dev", "yard", "1"),
            ("2026-11-20", "AWS Lambda", "test", "shop", "50"),
            ("2026-11-20", "AWS Support", "", "", "7"),
        ],
        {"2026-11-21": "2", "2026-11-22": "2.5"},
    )


@pytest.fixture
def address(bills: Bills, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with serving(bills) as found:
        yield found


def settings(address: str, folder: Path, **more: Any) -> dict[str, Any]:
    target = {
        "environment": "dev",
        "prefix": "stackyard-dev",
        "account": ACCOUNT,
        "region": "eu-central-1",
        "partition": "aws",
        "url_suffix": "amazonaws.com",
        "api_url": "",
        "endpoint_url": address,
    }
    return {
        "stackyard_target": target,
        "stackyard_hosts": ["dev-eu-central-1"],
        "stackyard_systems": ["shop", "yard"],
        "stackyard_estimate": {},
        "stackyard_budget": {"limit": 10, "currency": "USD", "billing_currency": "USD"},
        "budget_enabled": True,
        "budgets_region": "us-east-1",
        "build_folder": str(folder / "build"),
        **more,
    }


class Desk:
    """Runs the command with settings of its own, in a folder of its own."""

    def __init__(self, address: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.address, self.folder, self._capsys = address, folder, capsys
        self.more: dict[str, Any] = {}

    def run(self, *arguments: str) -> tuple[int, str, str]:
        code = cli.main(
            ["dev", *arguments],
            root=self.folder,
            settings_of=lambda _environment, _names: settings(self.address, self.folder, **self.more),
            overview_of=lambda *given, **more: overview(*given, **more, today=lambda: TODAY),
        )
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err

    def document(self, *arguments: str) -> dict[str, Any]:
        code, out, err = self.run("--json", *arguments)
        assert code == 0, err
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture
def desk(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(address, tmp_path, capsys)


def test_costs__are_those_of_the_environment_held_against_its_budget(desk: Desk) -> None:
    found = desk.document()
    assert (found["from"], found["to"], found["total"]) == ("2026-10-22", "2026-11-20", "4")
    assert found["by_service"] == {"AWS Lambda": "3", "Amazon DynamoDB": "1"}
    assert found["by_system"] == {"shop": "3", "yard": "1"}
    assert (found["month_to_date"], found["month_end"]) == ("4", "8.5")
    assert (found["budget"], found["budget_percent"], found["budget_percent_expected"]) == ("10.00", "40.0", "85.00")
    assert found["not_tagged"] == "7"
    assert (found["forecast_by"], found["notes"]) == ("as Cost Explorer forecasts", [])


def test_three_questions_a_day__are_all_that_is_paid_for(desk: Desk, bills: Bills) -> None:
    assert desk.document() == desk.document()
    assert [operation for operation, _ in bills.asked] == ["GetCostAndUsage", "GetCostAndUsage", "GetCostForecast"]
    desk.document("--fresh")
    assert len(bills.asked) == 6


def test_questions__go_to_the_region_of_bills(desk: Desk, bills: Bills) -> None:
    desk.document()
    assert bills.regions == {"eu-central-1", "us-east-1"}  # STS of the environment's own region


def test_without_forecast__the_last_days_go_on(desk: Desk, bills: Bills) -> None:
    bills.coming = None
    found = desk.document()
    assert found["forecast_by"] == "at the pace of the last 7 days"
    assert found["forecast"].keys() == {f"2026-11-{day}" for day in range(21, 31)}


def test_tags_that_bills_do_not_know__are_told_with_what_to_do(desk: Desk, bills: Bills) -> None:
    bills.rows = [("2026-11-20", "AWS Lambda", "", "", "3")]
    (note,) = desk.document()["notes"]
    assert note.startswith("Nothing in the account is told apart by the tag stackyard:environment, all 3.00 of it")
    assert "Cost allocation tags" in note


def test_environment_without_costs_beside_others__is_told_apart_from_that(desk: Desk, bills: Bills) -> None:
    bills.rows = [("2026-11-20", "AWS Lambda", "test", "shop", "3")]
    assert desk.document()["notes"] == [
        "Other environments of the account have costs: this one has had none, or is not a day old."
    ]


def test_new_account__is_told_to_wait_a_day(desk: Desk, bills: Bills) -> None:
    bills.rows = []
    (note,) = desk.document()["notes"]
    assert note.startswith("The account has cost nothing in these days")


def test_bill_of_another_account__is_not_shown(desk: Desk, bills: Bills) -> None:
    bills.account = "999999999999"
    code, out, err = desk.run()
    assert (code, out, bills.asked) == (1, "", [])
    assert "these credentials are not of environment dev" in err


def test_expired_credentials__say_how_to_log_in(desk: Desk, bills: Bills) -> None:
    bills.refusal = ("ExpiredTokenException", "The security token included in the request is expired")
    code, _out, err = desk.run()
    assert code == 1
    assert "the session has expired" in err
    assert "export new AWS_ACCESS_KEY_ID" in err  # which is where these credentials come from


def test_refusal__keeps_no_answer(desk: Desk, bills: Bills) -> None:
    bills.refusal = ("AccessDeniedException", "User not enabled for cost explorer access")
    code, _out, err = desk.run()
    assert code == 1
    assert "Cost Explorer is not enabled for this account" in err
    bills.refusal = None
    assert desk.document()["total"] == "4"


def test_several_accounts__are_said_to_be_others(desk: Desk) -> None:
    desk.more = {"stackyard_hosts": ["dev-one", "dev-two"]}
    (note,) = desk.document()["notes"]
    assert note.endswith("name a host for its account: dev-one, dev-two.")


def test_account_that_nobody_filled_in__is_told(desk: Desk) -> None:
    base = settings(desk.address, desk.folder)["stackyard_target"]
    desk.more = {"stackyard_target": {**base, "account": "REPLACE-ME-account"}}
    code, _out, err = desk.run()
    assert code == 1
    assert "environment dev is not filled in yet" in err


def test_without_budget__nothing_is_held_against_it(desk: Desk) -> None:
    desk.more = {"budget_enabled": False}
    assert desk.document()["budget"] is None


def test_budget_in_another_currency_than_the_bill__is_not_compared(desk: Desk) -> None:
    budget = {"limit": 5, "currency": "CNY", "billing_currency": "CNY"}
    desk.more = {"stackyard_budget": budget}
    assert desk.document()["budget"] is None


def test_page__is_written_for_its_owner_and_named(desk: Desk) -> None:
    code, out, _err = desk.run("--html")
    page = Path(out.strip())
    assert code == 0
    assert page == desk.folder / "build/reports/dev-costs.html"
    assert page.stat().st_mode & 0o777 == 0o600
    assert "stackyard-dev: 4.00 USD in 30 days" in page.read_text()


def test_page_that_cannot_be_written__is_told(desk: Desk) -> None:
    (desk.folder / "file").touch()
    code, _out, err = desk.run("--html", str(desk.folder / "file" / "page.html"))
    assert code == 1
    assert "error: a file or folder is not what it must be" in err


def test_csv__is_for_other_programs(desk: Desk) -> None:
    code, out, _err = desk.run("--csv")
    assert code == 0
    assert "2026-11-20,AWS Lambda,shop,3,USD,True" in out.splitlines()
