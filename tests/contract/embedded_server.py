"""A server process of the embedded AWS for contract tests, on a free port, with state of its own."""

from __future__ import annotations

import io
import json
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from embedded.lifecycle.environment import ACCOUNT, ROOT, server_environment
from embedded.partition import DEFAULT, Partition
from tests.patience import PATIENCE_SECONDS, eventually
from tests.ports import free_port

# How long functions may take that are to come to their end: Lambda's own three seconds are a claim about speed.
FUNCTION_SECONDS = int(PATIENCE_SECONDS)
# What every function needs to have a log.
WRITES_LOGS = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}


class EmbeddedServer:
    """One server: `url`, AWS clients with root's credentials, control calls and what it logged."""

    def __init__(
        self,
        state: Path,
        *,
        without_repairs: str = "",
        settings: dict[str, str] | None = None,
        partition: Partition = DEFAULT,
    ) -> None:
        self.state, self.partition = state, partition
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = {"STACKYARD_WITHOUT_REPAIRS": without_repairs, **(settings or {})}
        self._log_path = state / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> EmbeddedServer:
        (self.state / "tmp").mkdir(parents=True, exist_ok=True)
        with self._log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [ROOT / ".envs/embedded/bin/python", "-m", "embedded.server"],
                env=server_environment(port=self.port, state=self.state, partition=self.partition) | self._settings,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_ready()
        return self

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=PATIENCE_SECONDS)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def log(self) -> str:
        return self._log_path.read_text(errors="replace")

    def client(self, service: str, **options: Any) -> Any:
        credentials = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": ACCOUNT}
        config = Config(
            retries={"total_max_attempts": 1},
            inject_host_prefix=False,
            connect_timeout=PATIENCE_SECONDS,
            read_timeout=PATIENCE_SECONDS,
        )
        settings = {
            "endpoint_url": self.url,
            "region_name": self.partition.region,
            "config": config,
            **credentials,
            **options,
        }
        make: Any = boto3.client  # typed for literal service names only
        return make(service, **settings)

    def control(self, method: str, path: str, json: Any = None) -> Any:
        """Calls a control endpoint, such as `GET /_stackyard/clock`; raises with its message on refusal."""
        return self._call(method, path if path.startswith("/_") else f"/_stackyard{path}", json)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of a GET request to an address of this server."""
        try:
            request = urllib.request.Request(url, headers=headers or {})
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def deploy(
        self,
        name: str,
        template: dict[str, Any],
        parameters: dict[str, str] | None = None,
        tags: dict[str, str] | None = None,
    ) -> dict[str, str]:
        """Creates or updates a stack and returns its outputs; raises with the first failed resource's reason."""
        cloudformation = self.client("cloudformation")
        arguments = {
            "StackName": name,
            "TemplateBody": json.dumps({"AWSTemplateFormatVersion": "2010-09-09", **template}),
            "Parameters": [{"ParameterKey": key, "ParameterValue": text} for key, text in (parameters or {}).items()],
            "Tags": [{"Key": key, "Value": text} for key, text in (tags or {}).items()],
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
        }
        pages = cloudformation.get_paginator("describe_stacks").paginate()
        exists = name in {stack["StackName"] for page in pages for stack in page["Stacks"]}
        (cloudformation.update_stack if exists else cloudformation.create_stack)(**arguments)
        return self._settled(cloudformation, name)

    def delete(self, name: str) -> None:
        """Deletes a stack and waits until it is gone."""
        cloudformation = self.client("cloudformation")
        cloudformation.delete_stack(StackName=name)
        pages = cloudformation.get_paginator("list_stacks").paginate
        eventually(
            lambda: all(
                one["StackStatus"] == "DELETE_COMPLETE"
                for page in pages()
                for one in page["StackSummaries"]
                if one["StackName"] == name
            ),
            f"the end of {name}",
        )

    def function(self, name: str, source: str, *, role: str = "", **properties: Any) -> str:
        """Makes a Python function from one file of source whose entry is `handler`, and returns its ARN."""
        arguments = {
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Timeout": FUNCTION_SECONDS,
            "Role": role or f"{self.partition.arns}:iam::{ACCOUNT}:role/{self.role(name, WRITES_LOGS)}",
            "Code": {"ZipFile": zipped({"index.py": source})},
            **properties,
        }
        return str(self.client("lambda").create_function(FunctionName=name, **arguments)["FunctionArn"])

    def role(self, name: str, *statements: dict[str, Any], service: str = "lambda.amazonaws.com") -> str:
        """Makes a role that `service` may assume, with the given policy statements, and returns its name."""
        iam = self.client("iam")
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="permissions", PolicyDocument=_policy(*statements))
        return name

    def invoke(self, name: str, event: Any = None) -> tuple[Any, str | None]:
        """Calls a function and returns its decoded answer and its `FunctionError` (None when it succeeded)."""
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
        return json.load(answer["Payload"]), answer.get("FunctionError")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended while starting:\n{self.log()}")
            try:
                self._call("GET", "/_ministack/health", None)
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"the server was not ready in {PATIENCE_SECONDS} s:\n{self.log()}")

    def _call(self, method: str, path: str, document: Any) -> Any:
        body = None if document is None else json.dumps(document).encode()
        request = urllib.request.Request(self.url + path, data=body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def _settled(self, cloudformation: Any, name: str) -> dict[str, str]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            if stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
                return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
            if stack["StackStatus"].endswith(("FAILED", "ROLLBACK_COMPLETE")):
                raise DeployError(self._reason(cloudformation, name))
            time.sleep(0.05)
        raise DeployError(f"{name} did not settle in {PATIENCE_SECONDS} s")

    def _reason(self, cloudformation: Any, name: str) -> str:
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        failed = [event for event in reversed(events) if event["ResourceStatus"].endswith("FAILED")]
        return "; ".join(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}" for event in failed)


class DeployError(Exception):
    """A stack did not reach its goal; the message names the failed resources and their reasons."""


def zipped(files: dict[str, str]) -> bytes:
    """A zip archive of text files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for path, text in files.items():
            writer.writestr(path, text)
    return archive.getvalue()


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
