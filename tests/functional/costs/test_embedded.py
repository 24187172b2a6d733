"""`bin/costs local` when nobody, or an older server, answers."""

from __future__ import annotations

import http.server
import threading

import pytest
from stackyard.costs.counted import usage_of
from stackyard.errors import StackyardError
from stackyard.target import Target


def target(port: int) -> Target:
    address = f"http://127.0.0.1:{port}"
    return Target(
        "local", "stackyard-local", "0" * 12, "eu-central-1", "aws", "", "", endpoint_url=address, embedded=True
    )


def test_server_that_does_not_run__is_told() -> None:
    with pytest.raises(StackyardError, match="the embedded AWS does not answer") as caught:
        usage_of(target(1))
    assert "remedy: bin/local up" in str(caught.value)


def test_server_that_does_not_count__is_to_be_started_anew() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(StackyardError, match="the embedded AWS does not count") as caught:
            usage_of(target(server.server_port))
        thread.join()
    assert "bin/local down, then bin/local up" in str(caught.value)
