"""What is kept warm of a function can be listed.

On AWS `ListProvisionedConcurrencyConfigs` answers the aliases and versions of a function that have provisioned
concurrency, none where none has. Stock MiniStack takes it for the question about one of them, without a name, and
answers that it is not found.

Hooks: `lambda_svc._get_provisioned_concurrency`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded import hooks

LAMBDA = "ministack.services.lambda_svc"

Answer = tuple[int, dict[str, Any], Any]


def apply() -> None:
    """Puts the hook named above in place."""
    hooks.wrap(LAMBDA, "_get_provisioned_concurrency", _with_lists)


def _with_lists(original: Callable[[str, str], Answer]) -> Callable[[str, str], Answer]:
    def get(name: str, qualifier: str) -> Answer:
        functions = hooks.attribute(LAMBDA, "_functions")
        if qualifier or name not in functions:
            return original(name, qualifier)
        arn = hooks.attribute(LAMBDA, "_func_arn")(name)
        kept = functions[name].get("provisioned_concurrency", {})
        found = [{**config, "FunctionArn": f"{arn}:{of}"} for of, config in sorted(kept.items())]
        answer: Answer = hooks.attribute(LAMBDA, "json_response")({"ProvisionedConcurrencyConfigs": found})
        return answer

    return get
