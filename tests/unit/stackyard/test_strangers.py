"""Answers that no service of AWS gave."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.parsers import ResponseParserError
from stackyard.strangers import discern

PAGE = b"<!DOCTYPE html>\n<html><head><title> Guest network </title></head><body>Log in</body></html>"
ANSWER = b'<?xml version="1.0"?>\n<DescribeStacksResponse/>'


def seen(status: int, body: Any, *, streaming: bool = False) -> Any:
    answer = {"status_code": status, "body": body}
    discern(answer, SimpleNamespace(has_streaming_output=streaming))
    return answer["body"]


@pytest.mark.parametrize("status", [200, 302, 403, 407])
def test_page__is_no_answer_and_its_title_says_whose_it_is(status: int) -> None:
    with pytest.raises(ResponseParserError, match=f'HTTP {status}, "Guest network"'):
        seen(status, PAGE)


def test_page_without_a_title__is_no_answer_either() -> None:
    with pytest.raises(ResponseParserError, match=r"\(HTTP 200\)"):
        seen(200, b" <HTML><body>Log in</body></HTML>")


@pytest.mark.parametrize(("status", "body"), [(200, ANSWER), (200, b'{"a": 1}'), (200, b""), (403, b"<Error/>")])
def test_answer__is_left_as_it_is(status: int, body: bytes) -> None:
    assert seen(status, body) == body


def test_page_that_somebody_keeps__is_an_answer() -> None:
    stream = object()
    assert seen(200, stream, streaming=True) is stream


@pytest.mark.parametrize("body", [PAGE, b"upstream connect error", b"", None])
def test_fault_in_words_of_a_gateway__is_one_without_words(body: bytes | None) -> None:
    assert not seen(503, body)


@pytest.mark.parametrize("body", [b"<ErrorResponse/>", b'{"__type": "Fault"}'])
def test_fault_in_the_services_words__keeps_them(body: bytes) -> None:
    assert seen(500, body) == body
