"""One execution environment of a Python function: a process of AWS's runtime client behind MiniStack's runtime API.

MiniStack has such an environment for `provided` runtimes; this is its Python form. The differences are what is
started, that an invocation's log is complete without waiting, that a failing import keeps its error type, and that an
environment ends without being waited for.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import logging
import re
import socketserver
import threading
from pathlib import Path
from typing import Any

from ministack.core.lambda_runtime import ProvidedInitTimeout, ProvidedWorker

from embedded.repairs.runtime_client.environment import new_log_stream
from embedded.repairs.runtime_client.interpreters import NoInterpreterError
from embedded.repairs.runtime_client.output import OutputPump

LAUNCHER = Path(__file__).with_name("launcher")

# The environment that is being started, for the two functions of MiniStack that are called meanwhile.
starting: contextvars.ContextVar[RuntimeClientWorker | None] = contextvars.ContextVar("starting", default=None)
# The environment that served the invocation whose log is about to be written.
served_by: contextvars.ContextVar[RuntimeClientWorker | None] = contextvars.ContextVar("served_by", default=None)

logger = logging.getLogger("stackyard.runtime")


class InitError(RuntimeError):
    """The function's module could not be loaded; `payload` is what Lambda answers."""

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__(payload.get("errorMessage"))
        self.payload = payload


class RuntimeClientWorker(ProvidedWorker):  # type: ignore[misc] # MiniStack ships no types
    """Runs invocations one after the other in one process."""

    log_stream = ""
    peak_memory_mb = 0
    outdated = False  # by an update of its function; see `retirement`
    _pump: OutputPump | None = None
    _server: Any

    def invoke(self, event: Any, request_id: str, *, trace_id: str | None = None, **context: Any) -> dict[str, Any]:
        """See ProvidedWorker; an environment that cannot start, or not in time, answers with an error type and log."""
        served_by.set(self)
        try:
            answer: dict[str, Any] = super().invoke(
                event, request_id, trace_id=trace_id, invoked_function_arn=context.get("invoked_function_arn")
            )
        except InitError as error:
            answer = _failed(error.payload, self._drain_stderr())
        except ProvidedInitTimeout:  # for the second time: the time of the invocation itself is over, too
            told = f"Task timed out after {self.config.get('Timeout', 3)}.00 seconds"
            answer = _failed({"errorMessage": told, "errorType": "Sandbox.Timedout"}, self._drain_stderr())
        except NoInterpreterError as error:
            answer = _failed({"errorMessage": str(error), "errorType": "Runtime.InvalidRuntime"}, str(error))
        self.peak_memory_mb = _peak_memory_mb(self._proc.pid) if self._proc else self.peak_memory_mb
        return answer

    def _spawn(self, init_timeout: float | None = None) -> None:
        self.log_stream = new_log_stream(self.config, dt.datetime.now(dt.UTC))
        token = starting.set(self)
        try:
            super()._spawn(init_timeout)
        finally:
            starting.reset(token)

    def _await_init(self, init_timeout: float | None = None) -> None:
        try:
            super()._await_init(init_timeout)
        except ProvidedInitTimeout:
            raise
        except RuntimeError as error:
            payload = self._init_error
            if not isinstance(payload, dict):
                payload = {"errorMessage": str(error), "errorType": "Runtime.ExitError"}
            raise InitError(payload) from error

    def _init_log_suffix(self) -> str:
        return ""  # the log goes to the function's log group, not into the error's message

    def _build_handler_class(self, generation: int, pending: Any) -> type:
        base = super()._build_handler_class(generation, pending)
        # Small answers must leave at once, and in one packet.
        return type("RuntimeApiHandler", (base,), {"disable_nagle_algorithm": True, "wbufsize": -1})

    def _shutdown_server(self) -> None:
        # The server looks up every tenth of a second only; an update of the function's code need not wait for that.
        server, self._server, self._server_thread = self._server, None, None
        if server is not None:
            threading.Thread(target=_end, args=(server,), daemon=True).start()

    def _pump_output(self, stream: Any, log_queue: Any) -> None:
        self._pump = OutputPump(stream, log_queue)
        self._pump.run()

    def _drain_stderr_bounded(self, **_waits: Any) -> str:
        if self._pump is not None:
            self._pump.take_available()
        return str(self._drain_stderr())


def _end(server: socketserver.BaseServer) -> None:
    server.shutdown()
    server.server_close()


def _failed(payload: dict[str, Any], log: str) -> dict[str, Any]:
    return {
        "status": "error",
        "error": payload.get("errorMessage"),
        "error_payload": payload,
        "cold_start": True,
        "log": log,
    }


def _peak_memory_mb(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak[1]) // 1024 if peak else 0
