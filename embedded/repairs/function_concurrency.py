"""What is reserved for functions holds for all of them, what is kept warm can be listed, each call has its permission.

On AWS `ListProvisionedConcurrencyConfigs` answers the aliases and versions of a function that have provisioned
concurrency, none where none has. Stock MiniStack takes it for the question about one of them, without a name, and
answers that it is not found. And it evaluates policies for actions of other names: whoever reads or gives back what is
reserved needs permission to reserve, and whoever looks at what is kept warm needs permission to read the code.

What is reserved holds for a function with all its versions and aliases. Stock MiniStack asks each version's snapshot,
which knows nothing of it, so a function that is turned off goes on behind its alias.

Hooks: `lambda_svc._get_provisioned_concurrency`, `._reserved_concurrency`,
`ministack.core.iam_actions.extract_iam_action`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from embedded import hooks

LAMBDA = "ministack.services.lambda_svc"
_PATH = re.compile(r"/functions/[^/]+/(concurrency|provisioned-concurrency)$")
_VERBS = {"GET": "Get", "PUT": "Put", "DELETE": "Delete"}
_NOUNS = {"concurrency": "FunctionConcurrency", "provisioned-concurrency": "ProvisionedConcurrencyConfig"}

Answer = tuple[int, dict[str, Any], Any]
Extract = Callable[..., str | None]


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(LAMBDA, "_get_provisioned_concurrency", _with_lists)
    hooks.wrap(LAMBDA, "_reserved_concurrency", _of_whole_function)
    hooks.wrap("ministack.core.iam_actions", "extract_iam_action", _by_own_names)


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


def _of_whole_function(original: Callable[..., int | None]) -> Callable[..., int | None]:
    def reserved(record: dict[str, Any] | None, config: dict[str, Any]) -> int | None:
        whole = hooks.attribute(LAMBDA, "_functions").get(config.get("FunctionName"))
        return original(whole or record, config)

    return reserved


def _by_own_names(original: Extract) -> Extract:
    def extract(service: str, method: str, path: str, *rest: Any) -> str | None:
        if service == "lambda" and (found := _PATH.search(path)) and method in _VERBS:
            *_, query_parameters = rest
            return f"lambda:{action_of(method, found[1], listed='List' in query_parameters)}"
        return original(service, method, path, *rest)

    return extract


def action_of(method: str, kind: str, *, listed: bool) -> str:
    """Name the action of a call about ``concurrency`` or ``provisioned-concurrency``."""
    if method == "GET" and kind == "provisioned-concurrency" and listed:
        return "ListProvisionedConcurrencyConfigs"
    return f"{_VERBS[method]}{_NOUNS[kind]}"
