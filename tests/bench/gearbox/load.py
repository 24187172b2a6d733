"""Puts many files into the inbox at once, by many threads."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.gearbox_files import Sample
from tests.gearbox_files.outcomes import Outcome

THREADS = 16


class Load:
    """Samples on their way into a bucket, and what is to come of each. Samples are made as they are put.

    ``outcomes`` are by key. ``put_at`` is when the last file but the sparse one was put, ``sparse_seconds`` how long
    that one took.
    """

    def __init__(self, s3: Any, bucket: str, samples: Iterator[Sample]) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._samples = samples
        self._making = threading.Lock()
        self.outcomes: dict[str, Outcome] = {}
        self.put_at = time.monotonic()
        self.sparse_seconds = 0.0

    def put_all(self, threads: int = THREADS) -> None:
        """Put everything. Raises what the first thread raised that could not."""
        with ThreadPoolExecutor(threads) as pool:
            for thread in [pool.submit(self._put_some) for _ in range(threads)]:
                thread.result()

    def _put_some(self) -> None:
        while sample := self._next():
            self.outcomes[sample.name] = Outcome.of(sample)
            if sample.zeros:
                self._put_from_disk(sample)
            else:
                self._put(sample, sample.content)
                self.put_at = time.monotonic()

    def _next(self) -> Sample | None:
        with self._making:
            return next(self._samples, None)

    def _put_from_disk(self, sample: Sample) -> None:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, sample.write(Path(folder) / "file").open("rb") as file:
            self._put(sample, file)
        self.sparse_seconds = time.monotonic() - begun

    def _put(self, sample: Sample, body: Any) -> None:
        named = {"ContentType": sample.declared_type} if sample.declared_type else {}
        self._s3.put_object(Bucket=self._bucket, Key=sample.name, Body=body, **named)
