"""When to save, and what: the state of every service and our own parts, as one set of documents."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from embedded import hooks, saved
from embedded.generations import Generations

PAUSE_SECONDS = 2.0
# Reading the state holds up everything else: it may take one part in so many of the server's time.
_SHARE = 20
# Something may change without a request: a message that comes back, a timer of an execution.
_UNASKED_SECONDS = 30.0
# A deployment is worth saving as a whole only; one that takes longer must not keep all else from being saved.
_DEPLOYMENT_SECONDS = 300.0
_ATTEMPTS = 5
_OWN = "stackyard_"
_PERSISTENCE = "ministack.core.persistence"

logger = logging.getLogger("stackyard.persistence")


Readers = Callable[[], Mapping[str, Callable[[], Any]]]
Documents = tuple[dict[str, bytes], frozenset[str]]


class Saver:
    """Saves what `readers` (state by service name) give; `run` does it by itself whenever something happened.

    While `busy`, an operation of many steps is under way that is worth saving as a whole only. `steps` counts those of
    all operations: what was read while it moved is read again, as one service was asked before, another one after it.
    """

    def __init__(
        self,
        readers: Readers,
        generations: Generations,
        busy: Callable[[], bool] = lambda: False,
        steps: Callable[[], int] = lambda: 0,
    ) -> None:
        self._readers = readers
        self._busy = busy
        self._steps = steps
        self._generations = generations
        self._saving = threading.Lock()
        self._happened = threading.Event()

    def notice(self) -> None:
        """Something happened that may have changed the state."""
        self._happened.set()

    def run(self) -> None:
        """Saves for ever, at a measured pace; at once to begin with, so that there is always a set to return to."""
        while True:
            self._wait_while_busy()
            began = time.monotonic()
            try:
                changed = self.save()
            except Exception:
                logger.exception("the state could not be saved")
                changed = []
            if changed:
                self._happened.set()  # what goes on in the background goes on without requests: look once more
            time.sleep((time.monotonic() - began) * _SHARE)
            self._happened.wait(_UNASKED_SECONDS)
            self._happened.clear()
            time.sleep(PAUSE_SECONDS)

    def _wait_while_busy(self) -> None:
        deadline = time.monotonic() + _DEPLOYMENT_SECONDS
        while self._busy() and time.monotonic() < deadline:
            time.sleep(0.1)

    def save(self) -> list[str]:
        """Saves everything now; returns the names of the documents that changed."""
        with self._saving:
            documents, unreadable = self._of_one_moment()
            return self._generations.write(documents, keep=unreadable)

    def restore_parts(self, folder: Path) -> None:
        """Takes up our own parts from a saved set."""
        for name, part in saved.PARTS.items():
            document = folder / f"{_OWN}{name}.json"
            if document.exists():
                part.restore(json.loads(document.read_text()))

    def _of_one_moment(self) -> Documents:
        """What is there between two steps; among operations that never pause, what was read last."""
        for _ in range(_ATTEMPTS):
            before = self._steps()
            found = self._documents()
            if self._steps() == before:
                break
        return found

    def _documents(self) -> Documents:
        """Content by name, and the names of those that cannot be read just now."""
        documents: dict[str, bytes] = {}
        unreadable = set()
        for name, read in self._readers().items():
            content = _encoded(name, read)
            if content is None:
                unreadable.add(f"{name}.json")
            else:
                documents[f"{name}.json"] = content
        for name, part in saved.PARTS.items():
            documents[f"{_OWN}{name}.json"] = json.dumps(part.read()).encode()
        return documents, frozenset(unreadable)


def _encoded(service: str, read: Callable[[], Any]) -> bytes | None:
    """A service's state in MiniStack's own form; None when it cannot be read just now."""
    version = hooks.attribute(_PERSISTENCE, "_state_format_version")(service)
    for attempt in range(_ATTEMPTS):
        try:
            state = read()
            document = {"__ministack_format__": version, "payload": state}
            encoder = hooks.attribute(_PERSISTENCE, "_json_default")
            return None if state is None else json.dumps(document, default=encoder).encode()
        except RuntimeError:  # a dictionary changed while it was read: requests go on meanwhile
            time.sleep(0.01 * (attempt + 1))
        except Exception:
            logger.exception("the state of %s could not be read", service)
            return None
    logger.warning("the state of %s is busy: the last saved one stays", service)
    return None
