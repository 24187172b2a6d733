"""What a log event says, in short: the few fields a person looks for first, the rest behind them as ``name=value``.

Known are the JSON logs of Lambda's runtimes and platform, of powertools, of API Gateway's access logs, of state
machines and of embedded metrics, and the text logs of Lambda. Anything else is told as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .plain_text import made_harmless

# Told in another column, or the same in every line of a function.
_OF_EVERY_LINE = {"timestamp", "time", "level", "log_level", "message", "logger", "location", "service"}
_OF_FUNCTIONS = {"function_name", "function_arn", "function_memory_size", "sampling_rate", "xray_trace_id"}
_OF_REQUESTS = {"requestId", "functionRequestId", "function_request_id"}
_OF_ERRORS = {"errorType", "errorMessage", "stackTrace", "exception", "exception_name", "stack_trace"}
_NOT_TOLD = frozenset(_OF_EVERY_LINE | _OF_FUNCTIONS | _OF_REQUESTS | _OF_ERRORS)
_LEVELS = {"WARN": "WARNING", "FATAL": "CRITICAL", "TRACE": "DEBUG"}
_ID = r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}"
_TEXT_LINE = re.compile(rf"\[([A-Z]+)\]\t\S+Z\t({_ID})\t(.*)", re.DOTALL)
_TEXT_PLATFORM = re.compile(rf"(START|END|REPORT|INIT_START|RESTORE_\w+) ?(?:RequestId: ({_ID}))?\s*(.*)", re.DOTALL)
_TEXT_TIMEOUT = re.compile(rf"\S+Z ({_ID}) (Task timed out .*)", re.DOTALL)
_TEXT_GATEWAY = re.compile(rf"\(({_ID})\) (.*)", re.DOTALL)
_SERVER_ERROR, _CLIENT_ERROR = 500, 400


@dataclass(frozen=True)
class Message:
    """An event in short.

    ``level`` is one of Python's names, or empty; ``request_id`` as the event states it; ``details`` are lines below the
    text (a traceback). ``begins`` and ``ends`` tell a function's invocation, whose plain lines lie between them.
    """

    text: str
    level: str = ""
    request_id: str = ""
    fields: Mapping[str, Any] | None = None
    details: tuple[str, ...] = ()
    begins: bool = False
    ends: bool = False


def read_message(raw: str) -> Message:
    """Understand the text of an event; never raises."""
    document = _document(raw)
    found = _of_document(document) if document is not None else _of_text(raw)
    lines = made_harmless(found.text).splitlines() or [""]
    details = (*lines[1:], *(line for one in found.details for line in made_harmless(one).splitlines()))
    return Message(lines[0], found.level, found.request_id, document, details, found.begins, found.ends)


def _document(raw: str) -> dict[str, Any] | None:
    if not raw.lstrip().startswith("{"):
        return None
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _of_text(raw: str) -> Message:
    text = raw.strip("\r\n")
    if found := _TEXT_LINE.match(text):
        return Message(found[3], _level(found[1]), found[2])
    if found := _TEXT_PLATFORM.fullmatch(text):
        begins, ends = found[1] == "START", found[1] in ("END", "REPORT")
        return Message(f"{found[1].lower()} {found[3]}".strip(), "", found[2] or "", begins=begins, ends=ends)
    if found := _TEXT_TIMEOUT.match(text):
        return Message(found[2], "ERROR", found[1])
    if found := _TEXT_GATEWAY.match(text):
        return Message(found[2], "", found[1])
    return Message(text)


def _of_document(document: dict[str, Any]) -> Message:
    if isinstance(document.get("record"), dict) and str(document.get("type", "")).startswith("platform."):
        return _platform(str(document["type"]).removeprefix("platform."), document["record"])
    if "execution_arn" in document and "type" in document:
        return _state_machine(document)
    if "status" in document and ("method" in document or "httpMethod" in document):
        return _access(document)
    if "_aws" in document:
        request_id = str(document.get("function_request_id") or document.get("requestId") or "")
        return Message(f"metrics {_pairs(document, _NOT_TOLD | {'_aws'})}", request_id=request_id)
    return _function(document)


def _platform(kind: str, record: dict[str, Any]) -> Message:
    request_id, status = str(record.get("requestId") or ""), str(record.get("status") or "")
    metrics = record.get("metrics")
    if kind == "report" and isinstance(metrics, dict):
        text = " ".join(_figures(metrics, status))
    else:
        text = f"{kind} {_pairs(record, {'requestId', 'tracing', 'spans'})}".strip()
    level = "ERROR" if status in ("error", "failure", "timeout") else ""
    return Message(text, level, request_id, begins=kind == "start", ends=kind == "report")


def _figures(metrics: Mapping[str, Any], status: str) -> list[str]:
    """Tell a report's figures: ``report 12 ms, 70 of 256 MB, start 180 ms, success``."""
    parts = [f"report {_rounded(metrics.get('durationMs'))} ms"]
    if "maxMemoryUsedMB" in metrics:
        parts.append(f"{metrics['maxMemoryUsedMB']} of {metrics.get('memorySizeMB')} MB")
    if "initDurationMs" in metrics:
        parts.append(f"cold start {_rounded(metrics['initDurationMs'])} ms")
    return [", ".join([*parts, *([status] if status else [])])]


def _rounded(value: Any) -> str:
    return f"{value:.0f}" if isinstance(value, int | float) else "?"


def _state_machine(document: dict[str, Any]) -> Message:
    kind = str(document["type"])
    details = document.get("details")
    execution = str(document["execution_arn"]).rpartition(":")[2]
    told = _pairs(details, {"roleArn"}) if isinstance(details, dict) else ""
    level = "ERROR" if kind.endswith(("Failed", "TimedOut", "Aborted")) else ""
    return Message(f"{kind} {told}".strip(), level, execution)


def _access(document: dict[str, Any]) -> Message:
    status = str(document["status"])
    method, path = (
        document.get("method") or document.get("httpMethod"),
        document.get("path") or document.get("routeKey"),
    )
    latency = document.get("latencyMs") or document.get("responseLatency")
    rest = _pairs(
        {name: value for name, value in document.items() if value not in ("-", "")},
        _NOT_TOLD
        | {"status", "method", "httpMethod", "path", "routeKey", "latencyMs", "responseLatency", "requestTime"},
    )
    parts = [str(method), str(path or ""), status, f"{latency} ms" if latency not in (None, "-") else "", rest]
    code = int(status) if status.isdigit() else 0
    level = "ERROR" if code >= _SERVER_ERROR else "WARNING" if code >= _CLIENT_ERROR else ""
    return Message(" ".join(filter(None, parts)), level, str(document.get("requestId") or ""))


def _function(document: dict[str, Any]) -> Message:
    error = ": ".join(str(document[name]) for name in ("errorType", "errorMessage") if document.get(name))
    said = document.get("message")
    text = said if isinstance(said, str) else "" if said is None else _value(said)
    told = _pairs(document, _NOT_TOLD | ({"cold_start"} if document.get("cold_start") is False else set()))
    first = " ".join(filter(None, [text, error if error not in text else "", "" if "\n" in text else told]))
    below = [told] if told and "\n" in text else []
    level = _level(str(document.get("level") or document.get("log_level") or ""))
    request_id = str(document.get("requestId") or document.get("function_request_id") or "")
    return Message(first, level, request_id, details=(*below, *_traceback(document)))


def _traceback(document: dict[str, Any]) -> tuple[str, ...]:
    for name in ("stackTrace", "exception", "stack_trace"):
        found = document.get(name)
        if isinstance(found, str) and found:
            return (found,)
        if isinstance(found, list) and found:
            return tuple(str(line).rstrip("\n") for line in found)
    return ()


def _level(name: str) -> str:
    upper = name.upper()
    return _LEVELS.get(upper, upper)


def _pairs(fields: Mapping[str, Any], without: set[str] | frozenset[str]) -> str:
    return " ".join(
        f"{name}={_value(value)}" for name, value in fields.items() if name not in without and value not in (None, "")
    )


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value if value and not re.search(r'[\s="]', value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
