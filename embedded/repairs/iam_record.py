"""A record of every permission that a role used.

Stock MiniStack decides (with AUTH=true) and forgets; AWS has CloudTrail and access analysis to tell which permissions a
role really needs. Decisions about root are not recorded, because root is not subject to policies.

Not enforced: `iam:PassRole`, the role of CloudFormation, resource policies of functions towards API Gateway,
EventBridge and S3. What services do under a role is in the repair `service_roles`.

Hooks: `core.iam_evaluator.enforce`. Used: `sts._sessions`.
Endpoints: `GET /_stackyard/permissions`, `DELETE /_stackyard/permissions`.
"""

from __future__ import annotations

from typing import Any

from embedded import control, hooks, saved
from embedded.permission_ledger import LEDGER


def apply() -> None:
    """Hooks the decisions and adds the endpoints that show and forget them."""
    hooks.wrap("ministack.core.iam_evaluator", "enforce", _recording)
    saved.keep("permissions", LEDGER.entries, LEDGER.restore)

    @control.route("GET", "/permissions")
    def permissions(_request: control.Request) -> list[dict[str, Any]]:
        return LEDGER.entries()

    @control.route("DELETE", "/permissions")
    def forget(_request: control.Request) -> dict[str, str]:
        LEDGER.restore(None)
        return {"permissions": "forgotten"}


def _recording(original: Any) -> Any:
    sessions = hooks.attribute("ministack.services.sts", "_sessions")
    unauthenticated = hooks.attribute("ministack.core.iam_evaluator", "AuthError")

    def enforce(access_key_id: str, action: str, service: str, region: str, **named: Any) -> Any:
        denied = original(access_key_id, action, service, region, **named)
        role = _role_of(sessions.get(access_key_id))
        if role and not isinstance(denied, unauthenticated):
            LEDGER.record(role, action, named.get("resource_arn", "*"), allowed=denied is None)
        return denied

    return enforce


def _role_of(session: dict[str, Any] | None) -> str | None:
    """The role of a session such as `arn:aws:sts::000000000000:assumed-role/<role>/<session>`."""
    kind, _, name = str((session or {}).get("Arn", "")).rpartition(":")[2].partition("/")
    return name.partition("/")[0] if kind == "assumed-role" else None
