from __future__ import annotations

import json

from embedded.repairs.runtime_client.logs import Invocation, platform_lines

CONFIG = {"FunctionName": "score", "Runtime": "python3.13", "Handler": "handler.run", "MemorySize": 256}
INVOCATION = Invocation(request_id="r1", duration_ms=12, peak_memory_mb=48, failed=False)


def test_text_log__is_framed_by_start_end_and_report() -> None:
    lines = platform_lines(CONFIG, INVOCATION, ["hello"])

    assert lines[:3] == ["START RequestId: r1 Version: $LATEST", "hello", "END RequestId: r1"]
    assert lines[3].split("\t")[3:] == ["Memory Size: 256 MB", "Max Memory Used: 48 MB"]


def test_json_log__is_json_from_the_first_line_to_the_report() -> None:
    lines = platform_lines({**CONFIG, "LoggingConfig": {"LogFormat": "JSON"}}, INVOCATION, ['{"level": "INFO"}'])

    kinds = [json.loads(line).get("type") for line in lines]
    assert kinds == ["platform.start", None, "platform.report"]
    assert json.loads(lines[2])["record"]["metrics"]["maxMemoryUsedMB"] == 48
