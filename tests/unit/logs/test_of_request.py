"""What belongs to one request."""

from __future__ import annotations

import json

import pytest
from stackyard.logs.of_request import RequestFilter

from tests.unit.logs.events import ACCESS, API_ID, GET_ID, OTHER_ID, event

CALL = event(
    json.dumps({"requestId": API_ID, "method": "GET", "status": "200", "functionRequestId": GET_ID}), ACCESS, 5
)
START = event(f"START RequestId: {GET_ID} Version: 1", moment=1)
PRINTED = event("printed", moment=2)
LINE = event(json.dumps({"level": "INFO", "message": "hello", "requestId": GET_ID}), moment=3)
END = event(f"END RequestId: {GET_ID}", moment=4)
LATER = event("printed after its end", moment=6)
OTHER = event(json.dumps({"message": "other", "requestId": OTHER_ID}), moment=7)
ALL = [START, PRINTED, LINE, END, CALL, LATER, OTHER]


@pytest.mark.parametrize("wanted", [API_ID, GET_ID, API_ID[:8], GET_ID[:8]])
def test_request__is_found_from_either_end(wanted: str) -> None:
    assert RequestFilter(wanted).choose(ALL) == [START, PRINTED, LINE, END, CALL]


def test_plain_line_of_another_stream__belongs_to_nobody() -> None:
    elsewhere = event("printed", moment=2, stream="other")
    assert RequestFilter(GET_ID).choose([START, elsewhere]) == [START]


def test_correlation_id__joins_functions() -> None:
    sender = event(json.dumps({"message": "a", "function_request_id": GET_ID, "correlation_id": API_ID}))
    taker = event(json.dumps({"message": "b", "function_request_id": OTHER_ID, "correlation_id": API_ID}))
    assert RequestFilter(OTHER_ID).choose([sender, taker]) == [sender, taker]


def test_id_in_the_text__counts_too() -> None:
    mention = event(f"[INFO]\t2026-11-21T12:00:00Z\t{OTHER_ID}\ttook over {GET_ID}")
    assert RequestFilter(GET_ID).choose([mention, OTHER]) == [mention, OTHER]


def test_short_beginning__fits_no_id_by_chance() -> None:
    assert RequestFilter(GET_ID[:7]).choose([OTHER]) == []


def test_what_was_learnt__holds_for_later_bursts() -> None:
    of_request = RequestFilter(API_ID)
    assert of_request.choose([CALL]) == [CALL]
    assert of_request.choose([LINE, OTHER]) == [LINE]
