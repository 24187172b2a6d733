"""The account survives whatever happens to the server.

Stock MiniStack writes its state when it is stopped with a signal, one file after the other: a crash or `kill -9` loses
everything since the last clean stop (except objects in buckets), and one in the middle of saving leaves new and old
files side by side. In AWS what has been acknowledged is there. Here everything is saved a few seconds after it changed
and on `POST /_stackyard/save` (which a deployment calls at its end), as a whole or not at all.
Not kept: executions under way (they are aborted on restart, as MiniStack does), a deployment under way (it is lost as a
whole, see `interruptions`), and what changed in the last seconds.

Hooks: `app._load_persisted_state`, `app.save_all`, `app._reset_all_state`, `app.app` (to know when something happens).
Used: `app._build_persistence_save_dict`, `app.load_state`, `core.persistence._json_default`, `._state_format_version`,
`.STATE_DIR`.
Endpoint: `POST /_stackyard/save`.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path
from typing import Any

from embedded import control, hooks, saved
from embedded.control import Application, Receive, Scope, Send
from embedded.generations import Generations
from embedded.repairs.persistence import interruptions
from embedded.repairs.persistence.saver import Saver

logger = logging.getLogger("stackyard.persistence")
_PATHS_THAT_CHANGE_NOTHING = ("/_stackyard/status", "/_stackyard/repairs", "/_ministack/health")


def apply() -> None:
    """Hooks loading, saving and resetting, and starts the thread that saves."""
    generations = Generations(Path(os.environ["STACKYARD_STATE"]) / "saved")
    readers = hooks.attribute("ministack.app", "_build_persistence_save_dict")
    saver = Saver(readers, generations, busy=interruptions.under_way, steps=interruptions.steps)
    hooks.wrap(
        "ministack.app", "_load_persisted_state", lambda original: lambda: _load_or_end(original, generations, saver)
    )
    hooks.replace("ministack.app", "save_all", lambda _services: saver.save())
    hooks.wrap("ministack.app", "_reset_all_state", lambda original: lambda: _reset(original, saver))
    hooks.wrap("ministack.app", "app", lambda application: _noticing(application, saver))

    @control.route("POST", "/save")
    def save(_request: control.Request) -> dict[str, Any]:
        began = time.perf_counter()
        changed = saver.save()
        return {"changed": changed, "milliseconds": round((time.perf_counter() - began) * 1000, 1)}


def _load_or_end(original: Any, generations: Generations, saver: Saver) -> None:
    """Ends the process when the state cannot be taken up: MiniStack would serve without it, and never save again."""
    try:
        _load(original, generations, saver)
    except Exception:
        logger.exception("the saved state cannot be taken up; to begin with an empty account: bin/local reset")
        logging.shutdown()
        os._exit(1)


def _load(original: Any, generations: Generations, saver: Saver) -> None:
    if generations.current is not None:
        hooks.replace("ministack.core.persistence", "STATE_DIR", str(generations.current))
        original()
        state = hooks.attribute("ministack.app", "load_state")("s3") or {}
        interruptions.drop_unknown_buckets(state["buckets_meta"]._data if "buckets_meta" in state else ())
        saver.restore_parts(generations.current)
    threading.Thread(target=saver.run, daemon=True, name="stackyard-saver").start()


def _reset(original: Any, saver: Saver) -> None:
    original()
    for part in saved.PARTS.values():
        part.restore(None)
    saver.save()


def _noticing(application: Application, saver: Saver) -> Application:
    async def notice(scope: Scope, receive: Receive, send: Send) -> None:
        await application(scope, receive, send)
        if scope["type"] == "http" and scope["path"] not in _PATHS_THAT_CHANGE_NOTHING:
            saver.notice()

    return notice
