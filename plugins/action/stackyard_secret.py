"""Keeps a secret where functions read it: in an SSM SecureString, written only when it is another one."""

from __future__ import annotations

from typing import Any, ClassVar

from stackyard.action import StackyardAction


class ActionModule(StackyardAction):
    """One SecureString, encrypted with the account's own key for parameters."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "name": {"type": "str", "required": True},
        "value": {"type": "str", "required": True, "no_log": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Compare, and write what differs; in check mode, say only that it would."""
        ssm = self.target(arguments).client("ssm")
        name, value = arguments["name"], arguments["value"]
        changed = value != _kept(ssm, name)
        if changed and not self.check_mode:
            ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
        return {"changed": changed}


def _kept(ssm: Any, name: str) -> str | None:
    """The secret as it is now; ``None`` when there is none."""
    try:
        return str(ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        return None
