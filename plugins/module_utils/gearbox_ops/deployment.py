"""The gearbox system as it is deployed: its name, and where its catalogue and its queues are."""

from __future__ import annotations

from typing import Any, ClassVar

from gearbox.catalogue.listing import Listing
from stackyard.operate import deployment
from stackyard.operate.queues import Queue

QUEUES = ("Arrivals", "Failures", "Undiagnosed")


class Deployment(deployment.Deployment):
    """The gearbox system of one target."""

    system: ClassVar[str] = "gearbox"

    @property
    def table(self) -> str:
        """Name of the table of files; empty while there is none."""
        return self.find("data", "FilesTableName")

    def listing(self) -> Listing:
        """Lists of files. Raises ``StackyardError`` while there is no table."""
        return Listing(self._client("dynamodb"), self.output("data", "FilesTableName"))

    def queue(self, name: str) -> Queue:
        """One of ``QUEUES``. Raises ``StackyardError`` while it does not exist."""
        return Queue(self._client("sqs"), self.output("data", f"{name}QueueUrl"))

    def _client(self, service: str) -> Any:
        return self.target.client(service)
