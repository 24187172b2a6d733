"""A report that is written whichever way a run ends."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from stackyard.apply import Applied
from stackyard.deploy_report import Run, Story
from stackyard.errors import StackyardError
from stackyard.estimate.changes import Costs, CostTable, table_of
from stackyard.estimate.model import Counted, Driver
from stackyard.estimate.settings import EstimateSettings
from stackyard.estimate.usage import Usage
from stackyard.preview.model import TargetPreview

from tests.fakes.stacks import make_spec
from tests.unit.progress.scene import DATA, plan

PRICES = Path(__file__).resolve().parents[3] / "prices/2026-11.yaml"


def story(path: Path | None, earlier: Run | None = None) -> Story:
    times = iter((100.0, 160.0))
    made = Story(
        "dev-eu", "Deployment", {}, path, earlier=earlier.document() if earlier else {}, clock=lambda: next(times)
    )
    made.recorder.run_started(plan())
    return made


def test_end__writes_the_page_and_gives_the_run(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "dev-eu-deploy.html"
    made = story(path)
    made.recorder.stack_finished(DATA, "created", 2.0)
    run = made.end([Applied(make_spec("data", outputs=("Id",)), "created", {"Id": "abc"})])
    assert (run.began, run.ended, run.error) == (100.0, 160.0, "")
    assert run.stacks[0].outputs == {"Id": "abc"}
    assert "abc" in path.read_text()


def test_failure__stands_in_the_page(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    story(path).end([], "stack data could not be created")
    assert "stack data could not be created" in path.read_text()


def test_second_step__tells_the_first_one_too(tmp_path: Path) -> None:
    first = story(None).end([])
    run = story(tmp_path / "report.html", first).end([])
    assert len(run.stacks) == 6


def test_step_that_another_one_follows__says_until_then_that_the_run_goes_on(tmp_path: Path) -> None:
    first = story(tmp_path / "report.html")
    first.followed = True
    run = first.end([])
    assert (run.error, run.running) == ("", False)
    assert "<title>RUNNING: Deployment</title>" in (tmp_path / "report.html").read_text()


def test_step_that_another_one_would_have_followed__says_why_it_failed(tmp_path: Path) -> None:
    first = story(tmp_path / "report.html")
    first.followed = True
    first.end([], "stack data could not be created")
    page = (tmp_path / "report.html").read_text()
    assert "<title>FAILED: Deployment</title>" in page
    assert "Running since" not in page


def test_page_that_cannot_be_written__fails_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert story(in_the_way / "report.html").end([]).target == "dev-eu"


def alarms(stack: str, count: int) -> Driver:
    return Driver(f"shop/{stack}.Alarm", "cloudwatch.alarms", fixed=True, quantity=Decimal(count))


def priced(costs: Costs) -> CostTable:
    settings = EstimateSettings(PRICES, "USD", {}, Usage())
    return table_of(costs, settings, "eu-central-1")


def test_costs__are_of_what_was_done_and_stand_in_the_page(tmp_path: Path) -> None:
    made = story(tmp_path / "report.html")
    before = Counted((alarms("data", 1), alarms("api", 10)), ("shop/api.Db (AWS::RDS::DBInstance)",))
    after = Counted((alarms("data", 3), alarms("api", 50), alarms("gone", 7)))
    made.preview = TargetPreview((), costs=Costs(before, after))
    made.price = priced
    made.recorder.stack_finished(DATA, "created", 2.0)

    run = made.end([], "stack api could not be created")

    assert run.costs
    assert [(row.what, row.now, row.then, row.change) for row in run.costs.rows] == [
        ("CloudWatch alarms", "1.10", "1.30", "+0.20"),
        ("total", ">= 1.10", ">= 1.30", "+0.20"),
    ]
    assert Run.from_document(run.document()) == run
    assert "<h2>Costs a month</h2>" in (tmp_path / "report.html").read_text()


def test_costs_that_cannot_be_priced__leave_the_page_without_them(tmp_path: Path) -> None:
    def nobody_knows(_: Costs) -> CostTable:
        raise StackyardError("the price file does not parse", given="x", remedy="y")

    made = story(tmp_path / "report.html")
    made.price = nobody_knows
    assert made.end([]).costs is None
    assert "Costs a month" not in (tmp_path / "report.html").read_text()
