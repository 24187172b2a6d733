"""Real clients, asked by somebody on the way to AWS."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from stackyard.target import Target

from tests.fakes.stacks import make_target

PAGE = (200, b"<html><head><title>Guest network</title></head><body>Log in</body></html>")
FAULT = (503, b"upstream connect error")
QUICKLY = Config(retries={"mode": "standard", "total_max_attempts": 2})
ASKS = [("cloudformation", "describe_stacks"), ("apigateway", "get_account"), ("s3", "list_buckets")]


class Stranger(ThreadingHTTPServer):
    """Answers every request alike, and counts them."""

    answer = PAGE
    asked = 0


class Answering(BaseHTTPRequestHandler):
    def answer(self) -> None:
        server = self.server
        assert isinstance(server, Stranger)
        server.asked += 1
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, body = server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815  # http.server's names

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    with Stranger(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def target(stranger: Stranger) -> Target:
    url = f"http://127.0.0.1:{stranger.server_port}"
    return replace(make_target(), endpoint_url=url, embedded=True, access_key_id="1", secret_access_key="1")


@pytest.mark.parametrize(("service", "call"), ASKS)
def test_page_of_a_network__is_no_answer_of_any_service(stranger: Stranger, service: str, call: str) -> None:
    with pytest.raises(ResponseParserError, match="Guest network"):
        getattr(target(stranger).client(service), call)()


@pytest.mark.parametrize(("service", "call"), ASKS)
def test_gateway_that_is_out_of_order__is_asked_again(stranger: Stranger, service: str, call: str) -> None:
    stranger.answer = FAULT
    with pytest.raises(ClientError) as told:
        getattr(target(stranger).client(service, config=QUICKLY), call)()
    assert (told.value.response["ResponseMetadata"]["HTTPStatusCode"], stranger.asked) == (503, 2)
