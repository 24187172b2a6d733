"""What events say, in short."""

from __future__ import annotations

import json
from typing import Any

import pytest
from stackyard.logs.messages import Message, read_message

from tests.unit.logs.events import API_ID, GET_ID


def read(**document: Any) -> Message:
    return read_message(json.dumps(document))


def test_line_of_a_function__is_its_message_with_its_own_fields() -> None:
    found = read(timestamp="t", level="INFO", message="refused", logger="x", requestId=GET_ID, status=400, why="a b")
    assert (found.level, found.request_id, found.text) == ("INFO", GET_ID, 'refused status=400 why="a b"')


def test_line_of_powertools__leaves_out_what_every_line_repeats() -> None:
    found = read(
        level="WARNING", location="handler:12", message={"paid": 3}, timestamp="t", service="shop", cold_start=False,
        function_name="f", function_memory_size="128", function_arn="arn", function_request_id=GET_ID,
        correlation_id=API_ID, xray_trace_id="1-2-3",
    )  # fmt: skip
    assert (found.text, found.request_id) == (f'{{"paid":3}} correlation_id={API_ID}', GET_ID)


def test_exception__is_told_first_and_its_traceback_below() -> None:
    found = read(log_level="ERROR", errorType="KeyError", errorMessage="'a'", stackTrace=["  File x\n", "    d['a']\n"])
    assert (found.level, found.text) == ("ERROR", "KeyError: 'a'")
    assert found.details == ("  File x", "    d['a']")


def test_exception_of_powertools__has_its_traceback_below() -> None:
    found = read(level="ERROR", message="failed", exception="Traceback:\n  line 1", exception_name="KeyError")
    assert (found.text, found.details) == ("failed", ("Traceback:", "  line 1"))


def test_message_of_several_lines__keeps_its_fields_below() -> None:
    found = read(level="INFO", message="one\ntwo", item=3)
    assert (found.text, found.details) == ("one", ("two", "item=3"))


@pytest.mark.parametrize(
    ("record", "text", "level"),
    [
        (
            {
                "requestId": GET_ID,
                "status": "success",
                "metrics": {"durationMs": 12.4, "memorySizeMB": 256, "maxMemoryUsedMB": 70},
            },
            "report 12 ms, 70 of 256 MB, success",
            "",
        ),
        (
            {"requestId": GET_ID, "status": "timeout", "metrics": {"durationMs": 3000, "initDurationMs": 180.2}},
            "report 3000 ms, cold start 180 ms, timeout",
            "ERROR",
        ),
    ],
)  # fmt: skip
def test_report__is_a_few_figures(record: dict[str, Any], text: str, level: str) -> None:
    found = read(time="t", type="platform.report", record=record)
    assert (found.text, found.level, found.request_id, found.ends) == (text, level, GET_ID, True)


def test_start__begins_an_invocation() -> None:
    found = read(time="t", type="platform.start", record={"requestId": GET_ID, "version": "$LATEST"})
    assert (found.text, found.begins, found.request_id) == ("start version=$LATEST", True, GET_ID)


@pytest.mark.parametrize(("status", "level"), [("200", ""), ("403", "WARNING"), ("502", "ERROR"), ("-", "")])
def test_access_log__is_method_path_status_and_time(status: str, level: str) -> None:
    found = read(requestId=API_ID, time="t", method="GET", path="/v1/a", status=status, latencyMs="12", error="-")
    assert (found.text, found.level, found.request_id) == (f"GET /v1/a {status} 12 ms", level, API_ID)


def test_state_machine__is_the_event_with_its_cause() -> None:
    arn = "arn:aws:states:eu-central-1:1:execution:weekly:run-7"
    found = read(id="9", type="ExecutionFailed", details={"error": "E", "cause": "no mail"}, execution_arn=arn)
    assert (found.text, found.level, found.request_id) == ('ExecutionFailed error=E cause="no mail"', "ERROR", "run-7")


def test_embedded_metrics__are_told_as_figures() -> None:
    assert read(_aws={"Timestamp": 1}, Sales=3, service="shop").text == "metrics Sales=3"


@pytest.mark.parametrize(
    ("raw", "text", "level", "request_id"),
    [
        (f"[ERROR]\t2026-11-21T12:00:00.000Z\t{GET_ID}\tno such test\n", "no such test", "ERROR", GET_ID),
        (f"START RequestId: {GET_ID} Version: $LATEST\n", "start Version: $LATEST", "", GET_ID),
        (f"REPORT RequestId: {GET_ID}\tDuration: 1.00 ms\tBilled\t\n", "report Duration: 1.00 ms  Billed", "", GET_ID),
        (f"2026-11-21T12:00:00Z {GET_ID} Task timed out after 3 s\n", "Task timed out after 3 s", "ERROR", GET_ID),
        (f"({API_ID}) Execution failed", "Execution failed", "", API_ID),
        ("just printed", "just printed", "", ""),
        ("", "", "", ""),
        ("{not json", "{not json", "", ""),
        ("[1, 2]", "[1, 2]", "", ""),
    ],
)  # fmt: skip
def test_text__is_taken_apart_where_it_is_lambdas_or_the_gateways(
    raw: str, text: str, level: str, request_id: str
) -> None:
    found = read_message(raw)
    assert (found.text, found.level, found.request_id) == (text, level, request_id)


def test_other_json__is_names_and_values() -> None:
    assert read(a=1, b="x y", c=None, d=[1], e=True).text == 'a=1 b="x y" d=[1] e=true'


@pytest.mark.parametrize(
    "raw", ["{" * 100_000, '{"status": "x", "method": null, "record": 3}', '{"type": "platform.x", "record": {}}', "{}"]
)
def test_odd_json__never_raises(raw: str) -> None:
    assert isinstance(read_message(raw), Message)


def test_what_strangers_sent__does_nothing_to_the_terminal() -> None:
    found = read(level="INFO", message="\x1b[2Jgone\u202e\r\nnext\x07", name="\x9b31m")
    assert "\\x1b[2Jgone\\u202e" in found.text
    assert found.details == ("next\\x07", "name=\\x9b31m")
