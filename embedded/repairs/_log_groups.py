"""Writing to CloudWatch log groups from inside the server, as AWS services do with their own permissions."""

from __future__ import annotations

import time

from embedded import hooks

LOGS = "ministack.services.cloudwatch_logs"


def append(group: str, stream: str, message: str) -> bool:
    """Adds one event to a stream of a log group (its name or ARN); False when there is no such group."""
    data = {"logGroupName": group.split(":log-group:", 1)[-1].removesuffix(":*"), "logStreamName": stream}
    hooks.attribute(LOGS, "_create_log_stream")(data)  # refused when it exists, which is just as well
    event = {"timestamp": int(time.time() * 1000), "message": message}
    status: int = hooks.attribute(LOGS, "_put_log_events")({**data, "logEvents": [event]})[0]
    return status < 400  # noqa: PLR2004 - an HTTP status
