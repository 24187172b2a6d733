"""The SES transport and its real client against a server on loopback that loses its answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.config import Config
from lambda_kit import clients
from trainings.ses_transport import SesTransport
from trainings.transports import Undelivered

from tests.patience import PATIENCE_SECONDS


@dataclass
class DeafService:
    """Takes every request and hangs up without an answer; ``taken`` are the paths asked for."""

    url: str
    taken: list[str] = field(default_factory=list)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[DeafService]:
    class HangUp(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            made.taken.append(self.path)
            self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), HangUp)
    made = DeafService(f"http://127.0.0.1:{server.server_port}")
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", made.url)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def test_mail_whose_answer_was_lost__is_not_sent_again_behind_the_queues_back(
    service: DeafService, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = Config(connect_timeout=PATIENCE_SECONDS, read_timeout=PATIENCE_SECONDS)  # for an answer that gets lost
    monkeypatch.setattr(clients, "SENDING", clients.SENDING.merge(patient))
    message = EmailMessage()
    message.set_content("hello")
    transport = SesTransport(clients.client("sesv2"), "a@example.com", "set")

    with pytest.raises(Undelivered, match="ConnectionClosedError"):
        transport.send(message, "s1@example.com")
    assert service.taken == ["/v2/email/outbound-emails"]
