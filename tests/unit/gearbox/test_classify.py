from __future__ import annotations

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    IncompleteReadError,
    NoCredentialsError,
    ReadTimeoutError,
)
from gearbox.catalogue.noting import Contended
from gearbox.classify import classify, clean
from gearbox.examine import Replaced

from tests.gearbox_world.faults import refusal

URL = "https://aws.test"


@pytest.mark.parametrize(
    "error",
    [
        refusal("PutItem", "ProvisionedThroughputExceededException", 400),
        refusal("GetObject", "SlowDown", 503),
        refusal("HeadObject", "400", 400),
        refusal("GetObject", "Odd", 502),
        EndpointConnectionError(endpoint_url=URL),
        ConnectTimeoutError(endpoint_url=URL),
        ReadTimeoutError(endpoint_url=URL),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
        ConnectionResetError("reset"),
        OSError(28, "No space left on device"),
        MemoryError(),
        Contended("many"),
        Replaced("twice"),
    ],
)
def test_what_may_pass__is_transient(error: Exception) -> None:
    assert classify(error).transient


@pytest.mark.parametrize(
    "error",
    [
        refusal("GetObject", "AccessDenied", 403),
        refusal("PutItem", "ValidationException", 400),
        NoCredentialsError(),
        KeyError("a"),
        RecursionError("deep"),
    ],
)
def test_what_somebody_must_mend__is_permanent(error: Exception) -> None:
    assert not classify(error).transient


def test_failure__names_the_error_and_its_reason() -> None:
    refused = classify(refusal("GetObject", "AccessDenied", 403))
    bug = classify(RuntimeError("a\nb\x1b[31m\u202e" + "c" * 1_000))

    assert refused.type == "AccessDenied"
    assert "GetObject" in refused.reason
    assert (bug.type, bug.reason[:9], len(bug.reason)) == ("RuntimeError", "a b [31m ", 500)
    assert classify(ValueError()).reason == "no reason was given"


def test_error_without_a_code__is_named_by_its_class() -> None:
    assert classify(ClientError({}, "GetObject")).type == "ClientError"


def test_clean_text__is_one_bounded_line() -> None:
    assert clean("  a\t b\r\n\0c ") == "a b c"
    assert clean("x" * 30, 10) == "x" * 9 + "…"
