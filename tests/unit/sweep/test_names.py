"""Whose a name is."""

from __future__ import annotations

import pytest
from stackyard.sweep.expiry import is_past, latest, moment, written
from stackyard.sweep.names import LISTERS, is_of

PREFIX = "stackyard-kim"
NEIGHBOURS = ["stackyard-kim-main"]


@pytest.mark.parametrize(
    "name",
    [
        "stackyard-kim-shop-data",
        "/aws/lambda/stackyard-kim-shop-api-Get-1",
        "arn:aws:sns:eu-central-1:1:stackyard-kim-shop-topic",
        "http://localhost/000000000000/stackyard-kim-shop-queue",
        "stackyard-kim-shop-Bucket".lower(),
        "shop+kim@example.com",
    ],
)
def test_name_with_the_prefix_at_the_beginning_of_a_part__is_ours(name: str) -> None:
    assert is_of(name, PREFIX, NEIGHBOURS)


@pytest.mark.parametrize(
    "name",
    [
        "stackyard-kim",
        "stackyard-kimono-shop-data",
        "my-stackyard-kim-shop-data",
        "stackyard-kim-main-shop-data",
        "/aws/lambda/stackyard-kim-main-shop-api-Get-1",
        "shop@example.com",
        "shop+kim-main@example.com",
    ],
)
def test_name_of_somebody_else__is_not(name: str) -> None:
    assert not is_of(name, PREFIX, NEIGHBOURS)


def test_end__is_written_as_it_is_read() -> None:
    text = "2026-11-21T19:30:00Z"
    end = moment(text)
    assert end is not None
    assert written(end) == text
    assert is_past(text, end)


@pytest.mark.parametrize("text", ["", "soon", "2026-11-21", "2026-11-21T19:30:00+01:00", "9999"])
def test_end_that_cannot_be_read__is_never_past(text: str) -> None:
    end = moment("2999-01-01T00:00:00Z")
    assert end is not None
    assert not is_past(text, end)


def test_several_ends__the_latest_counts_and_one_that_is_none_hides_the_rest() -> None:
    assert latest(["2026-11-21T19:30:00Z", "2026-11-22T00:00:00Z"]) == "2026-11-22T00:00:00Z"
    assert latest(["2026-11-21T19:30:00Z", "soon"]) == "soon"
    assert latest([]) == ""


def test_kinds_that_cannot_be_looked_for__are_told_in_the_plural() -> None:
    told = {lister.what: lister.unseen("AccessDenied") for lister in LISTERS}
    assert told["queue"] == "queues: AccessDenied"
    assert told["policy"] == "policies: AccessDenied"
    assert told["mail identity"] == "mail identities: AccessDenied"
    assert told["alias of a key"] == "aliases of keys: AccessDenied"
