"""The process environment of a function: what Lambda documents, the function's own variables, and nothing else."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Mapping, Sequence
from typing import Any


def function_environment(
    config: Mapping[str, Any],
    *,
    credentials: Mapping[str, str],
    region: str,
    endpoint: str,
    runtime_api: str,
    task_root: str,
    log_stream: str,
    trusted: str = "",
) -> dict[str, str]:
    """The environment of one execution environment of the function that `config` (its Lambda API form) describes.

    The function's own variables win over Lambda's defaults, but not over what Lambda reserves. `trusted` is a file of
    the authorities whose certificates it is to trust, for other servers of this machine than AWS.
    """
    own = (config.get("Environment") or {}).get("Variables") or {}
    defaults = {"LANG": "en_US.UTF-8", "TZ": ":UTC", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    if trusted:
        defaults["SSL_CERT_FILE"] = trusted
    reserved = {
        "_HANDLER": str(config.get("Handler", "")),
        "LAMBDA_TASK_ROOT": task_root,
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.get('Runtime')}",
        "AWS_LAMBDA_FUNCTION_NAME": str(config["FunctionName"]),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_VERSION": str(config.get("Version", "$LATEST")),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group(config),
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        **credentials,
        **_logging(config),
    }
    # Not AWS's, but how its SDKs are told where AWS is, and not to put names before that host.
    location = {"AWS_ENDPOINT_URL": endpoint, "AWS_DISABLE_HOST_PREFIX_INJECTION": "true"}
    return {**defaults, **{str(name): str(text) for name, text in own.items()}, **reserved, **location}


def log_group(config: Mapping[str, Any]) -> str:
    """The log group that a function writes to."""
    return str((config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config['FunctionName']}")


def logs_json(config: Mapping[str, Any]) -> bool:
    """Whether a function's log format is JSON."""
    return (config.get("LoggingConfig") or {}).get("LogFormat") == "JSON"


def new_log_stream(config: Mapping[str, Any], now: dt.datetime) -> str:
    """A name for the log stream of one execution environment, in AWS's form."""
    return f"{now:%Y/%m/%d}/[{config.get('Version', '$LATEST')}]{uuid.uuid4().hex}"


def import_paths(task_root: str, layers: Sequence[str], version: str) -> str:
    """Where a function finds its modules: its own folder, then its layers, the last one first."""
    paths = [task_root]
    for layer in reversed(layers):
        paths += [f"{layer}/python/lib/{version}/site-packages", f"{layer}/python"]
    return os.pathsep.join(paths)


def _logging(config: Mapping[str, Any]) -> dict[str, str]:
    if not logs_json(config):
        return {"AWS_LAMBDA_LOG_FORMAT": "Text"}
    level = (config.get("LoggingConfig") or {}).get("ApplicationLogLevel", "INFO")
    return {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": str(level)}
