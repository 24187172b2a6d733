"""Runs the playbooks as a user does, against an STS that says what a test wants."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from stackyard.target import ROOT

from tests.patience import PATIENCE_SECONDS

Play = Callable[..., subprocess.CompletedProcess[str]]

CALLER = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:{partition}:iam::{account}:user/deployer</Arn><UserId>U</UserId><Account>{account}</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
ALIASES = """<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult>
<AccountAliases><member>our-school</member></AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>"""
ROLE = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser>
<Arn>arn:aws:sts::111122223333:assumed-role/deployer/stackyard-dev</Arn><AssumedRoleId>R</AssumedRoleId>
</AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>"""
READS = ("Action=GetCallerIdentity", "Action=ListAccountAliases", "Action=AssumeRole")
REFUSAL = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>{code}</Code><Message>said so by the test</Message></Error></ErrorResponse>"""


class Sts(ThreadingHTTPServer):
    """An endpoint that gives one answer to whatever asks who is calling, and keeps what it is asked."""

    answer: ClassVar[tuple[int, str]] = (500, "")

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply: tuple[int, str] = self.answer
        self.asked: list[str] = []
        self.aliases: tuple[int, str] = (200, ALIASES)

    @property
    def writes(self) -> list[str]:
        """What was asked of it that is more than a question about the caller."""
        return [asked for asked in self.asked if not asked.startswith(READS)]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def is_caller(self, account: str, partition: str = "aws") -> None:
        self.reply = (200, CALLER.format(account=account, partition=partition))

    def refuses(self, code: str) -> None:
        self.reply = (403, REFUSAL.format(code=code))


class _Handler(BaseHTTPRequestHandler):
    server: Sts

    def do_POST(self) -> None:  # the name is http.server's
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(body.decode())
        others = {b"Action=ListAccountAliases": self.server.aliases, b"Action=AssumeRole": (200, ROLE)}
        status, text = others.get(body.partition(b"&")[0], self.server.reply)
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def sts() -> Iterator[Sts]:
    server = Sts()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def play(sts: Sts, tmp_path: Path) -> Play:
    """Run a playbook with ``-e env=<environment>``; credentials and endpoints are the test's own."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ANSIBLE_", "STACKYARD_"))
    }
    settings = {
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "AWS_ENDPOINT_URL": sts.url,
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "AKIDTESTING",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }

    def run(playbook: str, environment: str, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("ansible-playbook")), f"playbooks/{playbook}.yml"]
        changes = {**clean, **settings, **variables}
        kept = {name: value for name, value in changes.items() if value}
        return subprocess.run(
            [*command, "-e", f"env={environment}", *options],
            cwd=ROOT,
            env=kept,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )

    return run
