"""gearbox on an embedded AWS of its own, and what it says of itself."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from botocore.config import Config
from gearbox.catalogue.items import from_item
from gearbox.catalogue.listing import Listing
from gearbox.catalogue.record import FileRecord, State

from tests.e2e.environment import Environment, call

from .load import THREADS

SYSTEM = "gearbox"
Stats = dict[str, dict[str, int]]  # what the API counts, by state and by kind
_DEPTHS = ("", "NotVisible", "Delayed")
_LOOK_SECONDS = 1.0
_PATIENCE_SECONDS = 600.0  # without any progress


@contextmanager
def deployed(folder: Path) -> Iterator[Arena]:
    """Deploy gearbox and nothing else; the embedded AWS is stopped at the end, whatever happened."""
    environment = Environment.embedded(folder)
    try:
        environment.run("bin/deploy", environment.name, "-e", f"systems={SYSTEM}", timeout=900)
        yield Arena(environment)
    finally:
        environment.run("bin/local", "down", check=False)


@dataclass(frozen=True)
class Arena:
    """A deployed environment."""

    environment: Environment

    @cached_property
    def s3(self) -> Any:
        """A client that waits for the embedded AWS, however busy it is."""
        return self._client("s3")

    @cached_property
    def _dynamodb(self) -> Any:
        return self._client("dynamodb")

    @cached_property
    def _sqs(self) -> Any:
        return self._client("sqs")

    @cached_property
    def outputs(self) -> dict[str, str]:
        """What the stacks gave: names and addresses."""
        return {
            name: text
            for stack in ("data", "pipeline", "api")
            for name, text in self.environment.outputs(SYSTEM, stack).items()
        }

    def function(self, logical_id: str) -> str:
        """The name of a function of the pipeline."""
        stack = self.environment.target.stack_name(SYSTEM, "pipeline")
        asked = {"StackName": stack, "LogicalResourceId": logical_id}
        found = self._client("cloudformation").describe_stack_resource(**asked)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    @property
    def server(self) -> int:
        """The process of the embedded AWS."""
        status: dict[str, int] = self.environment.control("GET", "/status")
        return status["pid"]

    def finished(self) -> int:
        """How many files are ready or failed."""
        states = Listing(self._dynamodb, self.outputs["FilesTableName"], at_once=1).stats(()).states
        return states[State.READY] + states[State.FAILED]

    def under_way(self, files: int) -> int:
        """How many of so many files are not finished yet, messages in the queues included."""
        waiting = sum(self._depth(self.outputs[f"{name}QueueUrl"]) for name in ("Arrivals", "Failures"))
        return max(files - self.finished(), 0) + waiting

    def wait(self, files: int) -> None:
        """Wait until nothing is under way. Raises ``TimeoutError`` when there is no progress for ten minutes."""
        least, since = self.under_way(files), time.monotonic()
        while least:
            time.sleep(_LOOK_SECONDS)
            now = self.under_way(files)
            if now < least:
                least, since = now, time.monotonic()
            elif time.monotonic() - since > _PATIENCE_SECONDS:
                raise TimeoutError(f"{now} of {files} files and messages are under way, and no fewer for ten minutes")

    def records(self) -> dict[str, FileRecord]:
        """The whole table by key, but for what other commands put and removed."""
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self.outputs["FilesTableName"])
        records = [from_item(item) for page in pages for item in page["Items"]]
        return {record.key: record for record in records if record.state is not State.REMOVED}

    def keys(self) -> set[str]:
        """Everything in the inbox."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.outputs["InboxBucketName"])
        return {found["Key"] for page in pages for found in page.get("Contents", [])}

    def stats(self) -> Stats:
        """What the API says there is."""
        found: Stats = self._asked("/v1/stats")
        return found

    def listed(self) -> list[str]:
        """The keys of every file that the API lists, page by page."""
        keys: list[str] = []
        cursor = ""
        while True:
            page = self._asked(f"/v1/files?limit=100{cursor}")
            keys += [file.get("key", "") for file in page["files"]]
            if "cursor" not in page:
                return keys
            cursor = f"&cursor={page['cursor']}"

    def calls(self) -> Counter[str]:
        """What was asked of the AWS since ``forget_calls``, by permission."""
        counted: Counter[str] = Counter()
        for one in self.environment.control("GET", "/permissions"):
            counted[one["action"]] += one["count"]
        return counted

    def forget_calls(self) -> None:
        """Begin to count calls anew."""
        self.environment.control("DELETE", "/permissions")

    def _depth(self, url: str) -> int:
        names = [f"ApproximateNumberOfMessages{kind}" for kind in _DEPTHS]
        told = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return sum(int(count) for count in told["Attributes"].values())

    def _asked(self, path: str) -> Any:
        answer = call("GET", f"{self._url}{path}", headers={"x-api-key": self._key})
        if answer.status != 200:  # an HTTP status
            raise RuntimeError(f"GET {path} → {answer.status} {json.dumps(answer.body)}")
        return answer.body

    @cached_property
    def _url(self) -> str:
        return f"{self.environment.target.api_base(self.outputs['ApiId'])}/{self.outputs['StageName']}"

    @cached_property
    def _key(self) -> str:
        gateway = self._client("apigateway")
        keys = gateway.get_usage_plan_keys(usagePlanId=self.outputs["UsagePlanId"])["items"]
        return str(gateway.get_api_key(apiKey=keys[0]["id"], includeValue=True)["value"])

    def _client(self, service: str) -> Any:
        config = Config(read_timeout=300, max_pool_connections=THREADS, retries={"total_max_attempts": 1})
        return self.environment.target.client(service, config=config)


def miscounted(arena: Arena, records: Mapping[str, FileRecord], before: Stats) -> list[str]:
    """What of the bucket's and the API's lists and counts is not as the records say that came after ``before``."""
    states = Counter(record.state.value for record in records.values())
    kinds = Counter(record.kind for record in records.values())
    now = arena.stats()
    found = {
        "the bucket's listing": (arena.keys() & set(records), set(records)),
        "the API's list": (sorted(key for key in arena.listed() if key in records), sorted(records)),
        "the API's states": (Counter(now["states"]) - Counter(before["states"]), states),
        "the API's kinds": (Counter(now["kinds"]) - Counter(before["kinds"]), kinds),
    }
    return [f"{what} is not what the table holds" for what, (one, other) in found.items() if one != other]
