"""The catalogue of files as an operator meets it: put, list, show, retry, remove, and what is left at the end."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from gearbox.arrivals import file_id_of

from tests.e2e.environment import Environment, call
from tests.gearbox_files.hostile import HOSTILE
from tests.gearbox_files.sample import Sample
from tests.gearbox_files.spoilt import EMPTY, MISNAMED, TRUNCATED
from tests.gearbox_files.valid import VALID
from tests.patience import eventually

SOUND = (
    "jpeg of a camera", "encrypted pdf", "csv in UTF-16", "json", "json lines", "zip with path tricks", "tar.gz", "gz",
    "text in Latin-1", "mp4", "sqlite",
)  # fmt: skip
ODD = ("empty png", "pdf as png", "png, cut", "zip, cut")
EVIL = ("zip bomb", "exif of nonsense", "pdf of looping pages", "json, deep")
AWKWARD = {
    b"two  words.txt": "two  words.txt",
    b"-dash.txt": "-dash.txt",
    b"two\nlines.txt": "two%0Alines.txt",
    b"caf\xe9.txt": "caf%E9.txt",
    b"\x1b[31mred\x1b[0m.txt": "%1B[31mred%1B[0m.txt",
    "漢字.txt".encode(): "漢字.txt",
}


@dataclass(frozen=True)
class Client:
    """The client of an environment; ``settings`` spare it to ask for URL and key each time."""

    environment: Environment
    url: str
    key: str
    settings: Mapping[str, str]

    @classmethod
    def of(cls, environment: Environment, folder: Path) -> Client:
        told = environment.run("bin/gearbox.sh", "-e", environment.name, "config").stdout
        (folder / "config").write_text(told)
        url, key = (line.partition(": ")[2] for line in told.splitlines())
        return cls(environment, url, key, {"GEARBOX_CONFIG": str(folder / "config")})

    def run(self, *words: str | bytes, check: bool = True) -> subprocess.CompletedProcess[str]:
        told = replace(self.environment, settings={**self.environment.settings, **self.settings})
        return told.run("bin/gearbox.sh", "-e", told.name, *words, check=check)  # type: ignore[arg-type]

    def shown(self, name: str) -> dict[str, Any]:
        """What the API tells of a file; nothing while it does not know it."""
        answer = call("GET", f"{self.url}/api/v1/files/{file_id_of(name)}", None, {"x-api-key": self.key})
        return answer.body if answer.status == 200 else {}

    def listed(self, *options: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run("ls", "--json", "--limit", "1000", *options).stdout)
        return found


@pytest.fixture(scope="module")
def client(deployed: Environment, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client.of(deployed, tmp_path_factory.mktemp("client"))


@contextmanager
def extract_set(environment: Environment, **variables: str) -> Iterator[None]:
    """Change variables of the function that examines files, past the stack, and put them back."""
    client = environment.target.client("lambda")
    stack = environment.target.stack_name("gearbox", "pipeline")
    resource = environment.target.client("cloudformation").describe_stack_resource(
        StackName=stack, LogicalResourceId="ExtractFunction"
    )
    name = resource["StackResourceDetail"]["PhysicalResourceId"]
    before = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    client.update_function_configuration(FunctionName=name, Environment={"Variables": {**before, **variables}})
    client.get_waiter("function_updated_v2").wait(FunctionName=name)
    try:
        yield
    finally:
        client.update_function_configuration(FunctionName=name, Environment={"Variables": before})
        client.get_waiter("function_updated_v2").wait(FunctionName=name)


def samples() -> Iterator[Sample]:
    recipes = {**VALID, **EMPTY, **MISNAMED, **TRUNCATED, **HOSTILE}
    random = Random(8)
    for what in (*SOUND, *ODD, *EVIL):
        yield recipes[what](random)


@pytest.mark.everywhere
def test_files_of_every_kind__end_as_they_deserve(client: Client, tmp_path: Path) -> None:
    expected: dict[str, Sample] = {}
    for number, sample in enumerate(samples()):
        name = f"{number:02}{Path(sample.name).suffix}"
        sample.write(tmp_path / name)
        expected[name] = sample

    done = client.run("put", "--wait", *(str(tmp_path / name) for name in expected), check=False)

    assert done.returncode == 9, done.stderr
    assert done.stderr == ""
    found = {file["key"]: file for file in client.listed() if file["key"] in expected}
    told = {
        name: (file["state"], file["kind"], file.get("failure", {}).get("type", "")) for name, file in found.items()
    }
    assert told == {name: (sample.state, sample.kind, sample.fault) for name, sample in expected.items()}


@pytest.mark.everywhere
def test_awkward_names__arrive_and_reach_no_terminal_as_they_are(client: Client, tmp_path: Path) -> None:
    paths = [bytes(tmp_path) + b"/" + name for name in AWKWARD]
    for path in paths:
        Path(os.fsdecode(path)).write_text("hello\n")

    done = client.run("put", "--wait", "--", *paths)

    sent = AWKWARD.values()
    assert done.stdout.splitlines() == [*(f"sent  {name}" for name in sent), *(f"ready       {name}" for name in sent)]
    screen = client.run("ls", "--kind", "text", "--since", "1h").stdout
    assert all(name in screen for name in sent)
    assert "\x1b" not in screen


@pytest.mark.everywhere
def test_file_that_was_refused_by_mistake__is_retried_once_that_is_mended(client: Client, tmp_path: Path) -> None:
    (tmp_path / "mistaken.txt").write_text("hello\n")
    with extract_set(client.environment, MAX_FILE_BYTES="1"):
        assert client.run("put", "--wait", str(tmp_path / "mistaken.txt"), check=False).returncode == 9

    done = client.run("retry", "mistaken.txt")

    assert done.stdout == "sent again  mistaken.txt\n"
    eventually(lambda: client.shown("mistaken.txt").get("state") == "ready")
    assert [attempt["outcome"] for attempt in client.shown("mistaken.txt")["history"]] == ["failed", "ready"]
    assert client.run("retry", "mistaken.txt", check=False).returncode == 7


@pytest.mark.everywhere
def test_failure_that_passes_by_itself__is_diagnosed_and_heals(client: Client, tmp_path: Path) -> None:
    (tmp_path / "patient.txt").write_text("hello\n")
    with extract_set(client.environment, INBOX_BUCKET="somewhere-else", RETRY_SECONDS="0"):
        client.run("put", str(tmp_path / "patient.txt"))
        eventually(lambda: client.shown("patient.txt").get("redrives", 0) > 0)

    eventually(lambda: client.shown("patient.txt").get("state") == "ready")


@pytest.mark.everywhere
def test_messages_that_nobody_can_read__are_kept_as_failures(client: Client) -> None:
    data = client.environment.outputs("gearbox", "data")
    sqs = client.environment.target.client("sqs")
    before = {file["file_id"] for file in client.listed("--state", "failed")}
    with extract_set(client.environment, RETRY_SECONDS="0"):
        sqs.send_message(QueueUrl=data["ArrivalsQueueUrl"], MessageBody="poison")
        [kept] = eventually(lambda: [one for one in client.listed("--state", "failed") if one["file_id"] not in before])
    assert kept["failure"]["type"] == "Unreadable"
    assert "(a message that could not be read)" in client.run("ls", "--state", "failed").stdout
    sqs.send_message(QueueUrl=data["UndiagnosedQueueUrl"], MessageBody="left behind")

    done = client.run("retry", "--all")

    assert "1 message of the last queue" in done.stdout
    assert "that could not be read" in done.stdout
    eventually(lambda: len([one for one in client.listed("--state", "failed") if "key" not in one]) == 2)
    client.run("watch")
    assert before <= {file["file_id"] for file in client.listed("--state", "failed")}


@pytest.mark.everywhere
def test_file_that_is_removed__leaves_the_lists_and_the_bucket(client: Client) -> None:
    assert client.run("rm", "mistaken.txt", "nowhere.txt", check=False).returncode == 8

    eventually(lambda: client.shown("mistaken.txt").get("state") == "removed")

    assert "mistaken.txt" not in [file.get("key") for file in client.listed()]
    assert "mistaken.txt" in [file["key"] for file in client.listed("--state", "removed")]


@pytest.mark.everywhere
def test_status_and_counts__agree_with_the_lists(client: Client) -> None:
    states = [file["state"] for file in client.listed()]

    counts = json.loads(client.run("stats", "--json").stdout)["states"]

    assert {state: counts[state] for state in ("ready", "failed")} == {s: states.count(s) for s in ("ready", "failed")}
    screen = client.environment.run("bin/status", client.environment.name).stdout
    assert f"{counts['ready']} ready, {counts['failed']} failed" in " ".join(screen.split())


@pytest.mark.everywhere
def test_api_without_a_key__answers_problems_and_its_description(client: Client) -> None:
    refused = call("GET", f"{client.url}/api/v1/stats")
    described = call("GET", f"{client.url}/api/v1/openapi.json")

    assert (refused.status, refused.body["status"]) == (403, 403)
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert "/v1/files/{id}" in described.body["paths"]


def test_gearbox_alone__is_deployed_and_taken_away_again(fresh: Environment, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello\n")
    fresh.run("bin/deploy", fresh.name, "-e", "systems=gearbox")
    assert systems(fresh) == {"foundation", "gearbox"}
    Client.of(fresh, tmp_path).run("put", "--wait", str(tmp_path / "a.txt"))

    fresh.run("bin/destroy", fresh.name, "-e", "systems=gearbox")
    assert systems(fresh) == {"foundation"}
    keys = fresh.target.client("apigateway").get_api_keys()["items"]
    assert [key["name"] for key in keys if "-gearbox-" in key["name"]] == []
    assert fresh.target.client("dynamodb").list_tables()["TableNames"] == []
    fresh.run("bin/destroy", fresh.name)

    assert systems(fresh) == set()
    assert fresh.target.client("s3").list_buckets()["Buckets"] == []


def systems(environment: Environment) -> set[str]:
    """Names of the systems that have stacks; the stack of the whole account is of none."""
    stacks = environment.target.client("cloudformation").describe_stacks()["Stacks"]
    names = [one["StackName"] for one in stacks if one["StackStatus"] != "DELETE_COMPLETE"]
    return {name.removeprefix(f"{environment.target.prefix}-").split("-")[0] for name in names} - {"stackyard"}
