from __future__ import annotations

import datetime as dt
import json
import time
import uuid
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_server import ACCOUNT, DeployError, EmbeddedServer
from tests.patience import PATIENCE_SECONDS

SEEN_ONCE = {"VisibilityTimeout": "43200"}  # as long as there is: however late `received` asks for more
WARSAW = ZoneInfo("Europe/Warsaw")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/scheduler"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of its own, because its clock never comes back."""
    server = EmbeddedServer(tmp_path_factory.mktemp("schedules")).start()
    server.role("scheduler", {"Effect": "Allow", "Action": "*", "Resource": "*"}, service="scheduler.amazonaws.com")
    yield server
    server.stop()


def queue(server: EmbeddedServer) -> tuple[str, str]:
    sqs = server.client("sqs")
    url = sqs.create_queue(QueueName=f"q-{uuid.uuid4().hex[:8]}", Attributes=SEEN_ONCE)["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def schedule(server: EmbeddedServer, target: str, expression: str, **settings: object) -> str:
    name = f"s-{uuid.uuid4().hex[:8]}"
    document = settings.pop("Input", '{"at": "<aws.scheduler.scheduled-time>"}')
    server.client("scheduler").create_schedule(
        Name=name,
        ScheduleExpression=expression,
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": target, "RoleArn": ROLE, "Input": document},
        **settings,
    )
    return name


def received(server: EmbeddedServer, url: str) -> list[str]:
    bodies: list[str] = []
    while messages := server.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        bodies += [json.loads(message["Body"])["at"] for message in messages]
    return sorted(bodies)


def midnight_after(server: EmbeddedServer, days: int) -> dt.datetime:
    now = dt.datetime.fromisoformat(server.control("GET", "/clock")["now"])
    return (now + dt.timedelta(days=days)).replace(hour=0, minute=0, second=0)


def test_stock__reports_no_next_run(stock: EmbeddedServer) -> None:
    with pytest.raises(AssertionError, match="no such endpoint"):
        stock.control("GET", "/schedules")


def test_stock__drops_the_time_zone_of_a_template(stock: EmbeddedServer) -> None:
    stock.deploy("stock-zone", template(ROLE, ScheduleExpressionTimezone="Europe/Warsaw"))
    name = stock.client("scheduler").list_schedules()["Schedules"][0]["Name"]

    assert stock.client("scheduler").get_schedule(Name=name)["ScheduleExpressionTimezone"] == "UTC"


def test_stock__accepts_an_expression_that_never_fires(stock: EmbeddedServer) -> None:
    stock.deploy("stock-expression", template(ROLE, ScheduleExpression="every monday"))


def test_cron__fires_at_local_time_once_per_occurrence(server: EmbeddedServer) -> None:
    url, arn = queue(server)
    name = schedule(server, arn, "cron(0 23 * * ? *)", ScheduleExpressionTimezone="Europe/Warsaw")
    first = next(entry for entry in server.control("GET", "/schedules") if entry["name"] == name)["next"]
    due = dt.datetime.fromisoformat(first).astimezone(WARSAW)

    server.control("POST", "/clock", {"until": (due + dt.timedelta(days=1, hours=1)).isoformat()})

    expected = [due.astimezone(dt.UTC), (due + dt.timedelta(days=1)).astimezone(dt.UTC)]
    assert due.hour == 23
    assert received(server, url) == [moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in expected]
    server.client("scheduler").delete_schedule(Name=name)


def test_one_time_schedule__fires_once_and_is_deleted_when_it_asks_for_that(server: EmbeddedServer) -> None:
    url, arn = queue(server)
    moment = midnight_after(server, 3)
    name = schedule(server, arn, f"at({moment:%Y-%m-%dT%H:%M:%S})", ActionAfterCompletion="DELETE")

    server.control("POST", "/clock", {"until": (moment + dt.timedelta(days=2)).isoformat()})

    assert received(server, url) == [f"{moment:%Y-%m-%dT%H:%M:%SZ}"]
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        server.client("scheduler").get_schedule(Name=name)


def test_start_and_end_date__bound_the_firings(server: EmbeddedServer) -> None:
    url, arn = queue(server)
    start, end = midnight_after(server, 2), midnight_after(server, 4)
    schedule(server, arn, "cron(0 12 * * ? *)", StartDate=start, EndDate=end)

    server.control("POST", "/clock", {"until": (end + dt.timedelta(days=3)).isoformat()})

    days = [start, start + dt.timedelta(days=1)]
    assert received(server, url) == [f"{day:%Y-%m-%dT12:00:00Z}" for day in days]


def test_disabled_schedule__never_fires(server: EmbeddedServer) -> None:
    url, arn = queue(server)
    schedule(server, arn, "rate(1 hour)", State="DISABLED")

    server.control("POST", "/clock", {"advance_seconds": 86400})

    assert received(server, url) == []


def test_passing_time__fires_without_anybody_advancing_the_clock(server: EmbeddedServer) -> None:
    url, arn = queue(server)
    now = dt.datetime.fromisoformat(server.control("GET", "/clock")["now"])
    schedule(server, arn, f"at({now + dt.timedelta(seconds=2):%Y-%m-%dT%H:%M:%S})")

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (bodies := received(server, url)) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert len(bodies) == 1


def test_execution_started_on_the_way__starts_at_its_due_time(server: EmbeddedServer) -> None:
    sfn = server.client("stepfunctions")
    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
    machine = sfn.create_state_machine(name="due", definition=definition, roleArn=ROLE)["stateMachineArn"]
    due = midnight_after(server, 2)
    schedule(server, machine, f"at({due:%Y-%m-%dT%H:%M:%S})")

    server.control("POST", "/clock", {"until": (due + dt.timedelta(days=5)).isoformat()})

    started = sfn.list_executions(stateMachineArn=machine)["executions"]
    # The clock goes on while the execution is started, which takes its time on a busy machine.
    late = [(execution["startDate"] - due).total_seconds() for execution in started]
    assert [0 <= seconds < PATIENCE_SECONDS for seconds in late] == [True], late


def test_scheduled_rule__fires_on_the_same_clock(server: EmbeddedServer) -> None:
    url, arn = queue(server)
    events = server.client("events")
    events.put_rule(Name="daily", ScheduleExpression="cron(0 12 * * ? *)")
    events.put_targets(Rule="daily", Targets=[{"Id": "q", "Arn": arn, "Input": '{"at": "noon"}'}])

    server.control("POST", "/clock", {"advance_seconds": 3 * 86400})

    assert received(server, url) == ["noon", "noon", "noon"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ScheduleExpression": "every monday"}, "Invalid Schedule Expression every monday"),
        ({"ScheduleExpression": "cron(0 23 ? * MON)"}, "Invalid Schedule Expression"),
        ({"ScheduleExpressionTimezone": "Europe/Atlantis"}, "Invalid ScheduleExpressionTimezone Europe/Atlantis"),
    ],
)
def test_schedule_that_cannot_fire__fails_the_stack(server: EmbeddedServer, settings, message: str) -> None:
    with pytest.raises(DeployError, match=message):
        server.deploy(f"bad-{uuid.uuid4().hex[:8]}", template(ROLE, **settings))


def test_template__passes_zone_dates_and_changes_of_them(server: EmbeddedServer) -> None:
    dates = {"StartDate": "2030-01-01T00:00:00Z", "EndDate": "2031-01-01T00:00:00Z"}
    server.deploy("zoned", template(ROLE, ScheduleExpressionTimezone="Europe/Warsaw", Name="zoned", **dates))
    created = server.client("scheduler").get_schedule(Name="zoned")
    server.deploy("zoned", template(ROLE, ScheduleExpressionTimezone="Asia/Shanghai", Name="zoned"))
    updated = server.client("scheduler").get_schedule(Name="zoned")

    assert created["ScheduleExpressionTimezone"] == "Europe/Warsaw"
    assert created["StartDate"] == dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    assert updated["ScheduleExpressionTimezone"] == "Asia/Shanghai"
    assert "StartDate" not in updated


def template(role: str, **properties: object) -> dict[str, object]:
    target = {"Arn": f"arn:aws:sqs:eu-central-1:{ACCOUNT}:nowhere", "RoleArn": role}
    settings = {"ScheduleExpression": "cron(0 23 ? * MON *)", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": target}
    return {"Resources": {"S": {"Type": "AWS::Scheduler::Schedule", "Properties": settings | properties}}}
