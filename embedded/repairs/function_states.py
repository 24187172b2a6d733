"""A function that is made or changed becomes ready in any case.

Stock MiniStack makes it ready half a second later, in a thread that goes through the function's versions while requests
publish more of them: when they meet, the thread ends with an error, or misses the new version, and the function stays
`Pending` and its change `InProgress` for ever. So does one whose server stops within that half-second and takes its
state up again. Whoever waits for the function, as before an update in place, waits in vain.

Hooks: `lambda_svc._schedule_state_transition`, `._restore_state`. Used: `app._MAIN_LOOP`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from embedded import hooks

LAMBDA = "ministack.services.lambda_svc"
_READY = {"State": ("Pending", "Active"), "LastUpdateStatus": ("InProgress", "Successful")}

Document = dict[str, Any]


def apply() -> None:
    """Makes functions ready between two requests, and after a start."""
    hooks.replace(LAMBDA, "_schedule_state_transition", _make_ready_later)
    hooks.wrap(LAMBDA, "_restore_state", _making_ready)


def make_ready(function: Document) -> None:
    """Ends what is pending of a function and its versions; those that SnapStart prepares end by themselves."""
    for config in _configurations(function):
        for key, (pending, ready) in _READY.items():
            if config.get(key) == pending:
                config.update({key: ready, f"{key}Reason": "", f"{key}ReasonCode": ""})


def _configurations(function: Document) -> Iterator[Document]:
    yield function.get("config") or {}
    for version in (function.get("versions") or {}).values():
        config = version.get("config") or {}
        if (config.get("SnapStart") or {}).get("OptimizationStatus") != "On":
            yield config


def _make_ready_later(name: str, delay: float) -> None:
    """Comes back in the loop that answers requests, so that none of them is in the middle of anything then."""

    def come_back() -> None:
        function = hooks.attribute(LAMBDA, "_functions").get(name)
        if function:
            make_ready(function)

    loop = hooks.attribute("ministack.app", "_MAIN_LOOP")
    loop.call_soon_threadsafe(loop.call_later, delay, come_back)


def _making_ready(original: Callable[[Any], None]) -> Callable[[Any], None]:
    def restore(data: Any) -> None:
        original(data)
        for function in list(hooks.attribute(LAMBDA, "_functions")._data.values()):
            make_ready(function)

    return restore
