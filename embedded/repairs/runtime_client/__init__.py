"""Python functions run on AWS's own runtime client, on their own Python version, in an environment of their own.

Stock MiniStack runs them on the server's Python with the server's whole environment and site-packages, waits 50 ms per
call for log lines, answers every exception as `Runtime.HandlerError`, loses `logging.info` and ignores the JSON log
format. On AWS a function sees only what Lambda gives it, and its exceptions keep their type (Step Functions catches by
it). Here each execution environment is a process of `awslambdaric` in `.envs/python3.X`, under the credentials of the
function's role. Its log goes to one stream per environment of the group that `LoggingConfig` names.
Not emulated: the memory limit (the report shows the real peak), and a read-only task root.

Hooks: `core.lambda_runtime._worker_class_for`, and those of `retirement`; `services.lambda_svc._execute_function_warm`,
`._provided_runtime_code_dir`, `._provided_worker_env`, `._emit_lambda_logs`; `ProvidedWorker` (see `worker`).
Endpoint: `GET /_stackyard/runtimes`.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

from embedded import control, hooks
from embedded.repairs.runtime_client.environment import function_environment, import_paths
from embedded.repairs.runtime_client.interpreters import Interpreter, choose, refuse_foreign_extensions

_LAMBDA = "ministack.services.lambda_svc"

logger = logging.getLogger("stackyard.runtime")


def apply() -> None:
    """Puts the runtime client in the place of MiniStack's own Python workers."""
    # Both import MiniStack, which unit tests lack.
    from embedded.repairs.runtime_client import execution, retirement  # noqa: PLC0415

    installed = json.loads(os.environ.get("STACKYARD_RUNTIMES", "{}"))
    choose("python3.13", installed)  # a server that can run no function at all must not start
    chosen: dict[str, Interpreter] = {}

    def interpreter(runtime: str) -> Interpreter:
        if runtime not in chosen:
            chosen[runtime] = choose(runtime, installed)
            if chosen[runtime].stands_in:
                logger.warning("%s", chosen[runtime].notice)
        return chosen[runtime]

    hooks.wrap("ministack.core.lambda_runtime", "_worker_class_for", execution.worker_class)
    hooks.wrap("ministack.core.lambda_runtime", "kill_workers", retirement.kill)
    hooks.wrap(_LAMBDA, "invalidate_worker", retirement.outdate)
    hooks.wrap(_LAMBDA, "_execute_function_warm", execution.execute)
    hooks.wrap(_LAMBDA, "_emit_lambda_logs", execution.emit_logs)
    extracted = hooks.attribute(_LAMBDA, "_provided_runtime_code_dir")
    hooks.wrap(_LAMBDA, "_provided_runtime_code_dir", execution.launcher_folder)
    hooks.wrap(_LAMBDA, "_provided_worker_env", lambda original: _environment_of(original, extracted, interpreter))

    @control.route("GET", "/runtimes")
    def runtimes(_request: control.Request) -> dict[str, Any]:
        stand_ins = {name: found.version for name, found in chosen.items() if found.stands_in}
        return {"installed": sorted(installed), "stand_ins": stand_ins}


def _environment_of(original: Any, extracted: Any, interpreter: Any) -> Any:
    from embedded.repairs.runtime_client.worker import starting  # noqa: PLC0415 - as above

    resolve_layer = hooks.attribute(_LAMBDA, "_resolve_layer_zip")
    credentials = hooks.attribute("ministack.core.lambda_runtime", "execution_credentials")
    region = hooks.attribute("ministack.core.responses", "get_region")

    def environment(config: dict[str, Any], code_dir: str, port: int) -> dict[str, str]:
        worker = starting.get()
        if worker is None:  # another runtime than Python
            return dict(original(config, code_dir, port))
        task_root = extracted(worker.code_zip)
        python = interpreter(config["Runtime"])
        layers = [extracted(archive) for layer in config.get("Layers") or [] if (archive := resolve_layer(layer))]
        for code in (task_root, *layers):
            refuse_foreign_extensions(Path(code), python)
        return {
            **function_environment(
                config,
                credentials=credentials(config),
                region=region(),
                endpoint=f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
                runtime_api=f"127.0.0.1:{port}",
                task_root=task_root,
                log_stream=worker.log_stream,
                trusted=os.environ.get("STACKYARD_TRUSTED_CERTIFICATES", ""),
            ),
            "STACKYARD_PYTHON": python.python,
            "STACKYARD_FUNCTION_PATHS": import_paths(task_root, layers, python.version),
        }

    return environment
