"""Reading log groups as CloudWatch answers: with ids and pages."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError
from stackyard.logs.model import Source
from stackyard.logs.reading import LogReader

from tests.contract import rest_api
from tests.contract.embedded_server import EmbeddedServer

MORE_THAN_A_PAGE = 10_050
ECHO = "def handler(event, context):\n    print('called')\n"


def written(server: EmbeddedServer, count: int) -> str:
    """A log group with events, each hundred of one moment."""
    logs, group = server.client("logs"), f"/many/{uuid.uuid4().hex[:8]}"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    now = int(time.time() * 1000)
    events = [{"timestamp": now - count + at // 100, "message": str(at)} for at in range(count)]
    for begin in range(0, count, 5_000):
        logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=events[begin : begin + 5_000])
    return group


def logged(server: EmbeddedServer, name: str) -> list[dict[str, Any]]:
    server.function(name, ECHO)
    server.invoke(name)
    events: list[dict[str, Any]] = server.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
    return events


def test_stock__gives_one_page_and_events_of_functions_without_ids(stock: EmbeddedServer, without: Any) -> None:
    answer = stock.client("logs").filter_log_events(logGroupName=written(stock, MORE_THAN_A_PAGE))
    assert (len(answer["events"]), "nextToken" in answer) == (10_000, False)
    assert all("eventId" not in event for event in logged(without("log_events"), "plain"))


def test_events__are_read_to_the_last_and_none_twice(repaired: EmbeddedServer) -> None:
    source = Source("many", "many", written(repaired, MORE_THAN_A_PAGE))
    found = list(LogReader(repaired.client("logs"), allowance=None).merged([source], 0))
    assert [event.message for event in found] == [str(at) for at in range(MORE_THAN_A_PAGE)]
    assert len({event.event_id for event in found}) == MORE_THAN_A_PAGE


def test_page__is_as_long_as_asked_for(repaired: EmbeddedServer) -> None:
    logs, group = repaired.client("logs"), written(repaired, 250)
    first = logs.filter_log_events(logGroupName=group, limit=120)
    second = logs.filter_log_events(logGroupName=group, limit=120, nextToken=first["nextToken"])
    last = logs.filter_log_events(logGroupName=group, limit=120, nextToken=second["nextToken"])
    assert [len(page["events"]) for page in (first, second, last)] == [120, 120, 10]
    assert "nextToken" not in last
    assert [event["message"] for event in second["events"]] == [str(at) for at in range(120, 240)]


def test_token_of_nobody__is_refused(repaired: EmbeddedServer) -> None:
    with pytest.raises(ClientError, match="nextToken is invalid"):
        repaired.client("logs").filter_log_events(logGroupName=written(repaired, 1), nextToken="nonsense")


def test_group_that_is_not_there__is_told(repaired: EmbeddedServer) -> None:
    source = Source("shop", "gone", f"/gone/{uuid.uuid4().hex}")
    reader = LogReader(repaired.client("logs"), allowance=None)
    assert (list(reader.merged([source], 0)), reader.missing) == ([], {source})


def test_every_event_of_a_function__has_an_id_of_its_own(repaired: EmbeddedServer) -> None:
    ids = {event["eventId"] for event in logged(repaired, f"f{uuid.uuid4().hex[:8]}")}
    assert len(ids) == 4  # start, the line, end, report


def test_access_log__names_the_invocation_that_answered(repaired: EmbeddedServer) -> None:
    line = '{"id":"$context.requestId","function":"$context.integration.requestId"}'
    group = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/access/invocation"}}
    outputs = repaired.deploy(
        "invocation",
        rest_api.template(
            stage={"AccessLogSetting": {"DestinationArn": {"Fn::GetAtt": "AccessLog.Arn"}, "Format": line}},
            more={"AccessLog": group},
        ),
    )
    rest_api.call(repaired, outputs["Api"], body=b"{}")
    [event] = repaired.client("logs").filter_log_events(logGroupName="/access/invocation")["events"]
    invoked = json.loads(event["message"])["function"]
    assert len(uuid.UUID(invoked).hex) == 32
