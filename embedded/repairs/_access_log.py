"""Access logs of REST API stages: each call as one event of the stage's log group, in the stage's format."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from embedded import hooks, provisioning
from embedded.clock import CLOCK
from embedded.repairs import _log_groups
from embedded.repairs._gateway_call import CURRENT, GATEWAY, GatewayCall

_VARIABLE = re.compile(r"\$(context(?:\.[A-Za-z]\w*)+)")

logger = logging.getLogger("stackyard.gateway")


def store_settings(_physical_id: str, properties: provisioning.Properties) -> None:
    """Gives a stage that CloudFormation made its access log settings; MiniStack drops them."""
    stage = hooks.attribute(GATEWAY, "_stages_v1")[properties["RestApiId"]][properties["StageName"]]
    setting = properties.get("AccessLogSetting") or {}
    stage["accessLogSettings"] = (
        {"destinationArn": setting.get("DestinationArn", ""), "format": setting.get("Format", "")} if setting else {}
    )


def logged(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Wraps the serving of a call: after the answer is known, the call is written to its stage's access log."""

    async def handle(*arguments: Any) -> Any:
        response = await original(*arguments)
        call = CURRENT.get()
        settings = call.stage.get("accessLogSettings") or {}
        if settings.get("destinationArn") and settings.get("format"):
            line = render(settings["format"], call, response)
            if not _log_groups.append(settings["destinationArn"], "stackyard-access-log", line):
                logger.warning("the access log group %s does not exist: %s", settings["destinationArn"], line)
        return response

    return handle


def render(template: str, call: GatewayCall, response: tuple[int, dict[str, Any], Any]) -> str:
    """One line of the access log; a variable that is not known is a dash, as on AWS."""
    status, _headers, body = response
    variables = call.variables() | {
        "context.status": str(status),
        "context.responseLength": str(len(body) if isinstance(body, (bytes, str)) else 0),
        "context.responseLatency": str(int((CLOCK.now() - call.started) * 1000)),
    }
    return _VARIABLE.sub(lambda match: variables.get(match[1]) or "-", template)
