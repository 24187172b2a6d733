"""What a function answers that is updated right before a call finds its environment; runs in the embedded AWS's own.

Takes `stock` or `repaired`, and prints the answers of that call, which came before the update, and of the next one. The
meeting is arranged, not hoped for: the update comes when the call has the function in its hands, and no environment.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import zipfile
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import lambda_svc

from embedded.lifecycle.environment import ACCOUNT, REGION
from embedded.repairs import runtime_client
from tests.patience import PATIENCE_SECONDS

NAME = "met"


def answering(answer: str) -> str:
    """A package of a function that answers so, as requests carry it."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("index.py", f"def handler(e, c):\n    return {answer!r}\n")
    return base64.b64encode(package.getvalue()).decode()


def make() -> None:
    """Makes the function."""
    told = lambda_svc._create_function(
        {
            "FunctionName": NAME,
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Timeout": int(PATIENCE_SECONDS),
            "Role": f"arn:aws:iam::{ACCOUNT}:role/any",
            "Code": {"ZipFile": answering("old")},
        }
    )
    assert told[0] == 201, told


def called(*, by_pollers: bool) -> Any:
    """What a call answers; pollers have the function itself in their hands, all others what it was when they came."""
    function = lambda_svc._functions[NAME]
    given = function if by_pollers else {**function, "config": dict(function["config"])}
    return lambda_svc._execute_function(given, {})["body"]


def updated_once(original: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a call its environment after the function was updated, the first time."""
    updates = iter([{"ZipFile": answering("new")}])

    def acquire(*arguments: Any, **more: Any) -> Any:
        for update in updates:
            lambda_svc._update_code(NAME, update)
        return original(*arguments, **more)

    return acquire


def answers(*, by_pollers: bool) -> list[Any]:
    """What two calls answer, the first of which meets an update."""
    make()
    original = lambda_runtime.acquire_worker
    lambda_runtime.acquire_worker = lambda_svc.acquire_worker = updated_once(original)
    try:
        return [called(by_pollers=by_pollers), called(by_pollers=by_pollers)]
    finally:
        lambda_runtime.acquire_worker = lambda_svc.acquire_worker = original
        lambda_svc._delete_function(NAME, {})


def main(kind: str) -> None:
    """Tells the answers, as JSON."""
    set_request_account_id(ACCOUNT)
    set_request_region(REGION)
    if kind == "repaired":
        runtime_client.apply()
    told = {"call": answers(by_pollers=False), "poller": answers(by_pollers=True)}
    lambda_runtime.reset()
    sys.stdout.write("\n" + json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
