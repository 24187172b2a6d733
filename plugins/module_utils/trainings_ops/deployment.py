"""The trainings system as it is deployed: its name, and where its bucket is."""

from __future__ import annotations

from typing import ClassVar

from stackyard.operate import deployment


class Deployment(deployment.Deployment):
    """The trainings system of one target."""

    system: ClassVar[str] = "trainings"

    @property
    def bucket(self) -> str:
        """Name of the bucket; empty while there is none."""
        return self.find("data", "BucketName")
