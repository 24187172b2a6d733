"""The counting proxy of the benchmarks: it counts right, and what it hands on arrives as it was sent."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.parsers import ResponseParserError

from tests.bench.traffic import CountingProxy
from tests.patience import PATIENCE_SECONDS


class _Upstream(ThreadingHTTPServer):
    """Takes everything, and keeps the bodies."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.bodies: list[bytes] = []


class _Requests(BaseHTTPRequestHandler):
    server: _Upstream
    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        body = self._chunks() if self.headers.get("Transfer-Encoding") else self.rfile.read(self._length())
        self.server.bodies.append(body)
        self.do_GET()

    do_POST = do_PUT  # noqa: N815  # the name that http.server looks for

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _length(self) -> int:
        return int(self.headers.get("Content-Length") or 0)

    def _chunks(self) -> bytes:
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def log_message(self, *_: Any):
        """Keep quiet."""


@pytest.fixture
def upstream() -> Iterator[_Upstream]:
    server = _Upstream()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def proxy(upstream: _Upstream) -> Iterator[CountingProxy]:
    with CountingProxy(int(upstream.server_address[1])).running() as running:
        yield running


def _client(proxy: CountingProxy, service: Any) -> Any:
    return boto3.client(
        service,
        endpoint_url=f"http://127.0.0.1:{proxy.port}",
        region_name="eu-central-1",
        aws_access_key_id="someone",
        aws_secret_access_key="secret",
        config=Config(read_timeout=PATIENCE_SECONDS, retries={"total_max_attempts": 1}),  # each call is counted
    )


def test_an_upload_by_boto3__is_counted_with_its_bytes(proxy: CountingProxy, upstream: _Upstream) -> None:
    content = bytes(range(256)) * 4_000
    _client(proxy, "s3").put_object(Bucket="artifacts", Key="a.zip", Body=content)
    assert upstream.bodies == [content]
    assert proxy.traffic.calls == {"s3 PUT": 1}
    assert proxy.traffic.uploaded_bytes == len(content)


def test_two_requests_on_one_connection__are_two_calls(proxy: CountingProxy, upstream: _Upstream) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port)
    for body in (b"first", b"second"):
        connection.request("PUT", "/key", body=body)
        connection.getresponse().read()
    connection.close()
    assert upstream.bodies == [b"first", b"second"]
    assert proxy.traffic.calls == {"unsigned PUT": 2}


def test_a_chunked_request__arrives_whole_and_is_followed_by_the_next(
    proxy: CountingProxy, upstream: _Upstream
) -> None:
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=someone/20261121/eu-central-1/s3/aws4_request"}
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port)
    connection.request("PUT", "/key", body=iter([b"abc", b"defg"]), headers=signed, encode_chunked=True)
    connection.getresponse().read()
    connection.request("GET", "/key")
    connection.getresponse().read()
    connection.close()
    assert upstream.bodies == [b"abcdefg"]
    assert proxy.traffic.calls == {"s3 PUT": 1, "unsigned GET": 1}
    assert proxy.traffic.uploaded_bytes == len(b"abcdefg")


def test_traffic_since_a_moment__is_the_difference(proxy: CountingProxy) -> None:
    s3 = _client(proxy, "s3")
    s3.put_object(Bucket="artifacts", Key="a.zip", Body=b"before")
    before = proxy.traffic.copy()
    s3.put_object(Bucket="artifacts", Key="b.zip", Body=b"after it")
    since = proxy.traffic - before
    assert (since.calls, since.uploaded_bytes) == ({"s3 PUT": 1}, len(b"after it"))


def test_operations__are_counted_by_name_where_the_protocol_says_one(proxy: CountingProxy) -> None:
    # The answer is no real one: what matters is what was asked.
    for service, ask in (("sns", "list_topics"), ("sqs", "list_queues"), ("ssm", "describe_parameters")):
        with contextlib.suppress(ResponseParserError):
            getattr(_client(proxy, service), ask)()
    assert proxy.traffic.calls == {"sns ListTopics": 1, "sqs ListQueues": 1, "ssm DescribeParameters": 1}


def test_a_form__arrives_whole_and_is_followed_by_the_next(proxy: CountingProxy, upstream: _Upstream) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port)
    bodies = [b"Action=CreateStack&Body=" + b"x" * 300_000, b"StackName=a&Action=DescribeStacks"]
    for body in bodies:
        connection.request("POST", "/", body=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        connection.getresponse().read()
    connection.close()
    assert upstream.bodies == bodies
    assert proxy.traffic.calls == {"unsigned CreateStack": 1, "unsigned DescribeStacks": 1}


def test_latency__keeps_requests_of_different_connections_side_by_side(upstream: _Upstream) -> None:
    asked: list[float] = []
    barrier = asyncio.Barrier(8)

    async def until_all_wait(seconds: float) -> None:
        asked.append(seconds)
        await barrier.wait()

    with CountingProxy(int(upstream.server_address[1]), latency=0.08, sleep=until_all_wait).running() as proxy:
        connections = [http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=PATIENCE_SECONDS) for _ in range(8)]
        for connection in connections:
            connection.request("PUT", "/key", body=b"content")
        for connection in connections:
            connection.getresponse().read()
            connection.close()
    assert asked == [0.08] * len(connections)
