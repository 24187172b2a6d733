"""A function that is called asynchronously and says nothing of failures: Lambda drops the event after three tries."""

from __future__ import annotations

from collections.abc import Iterator

from .callers import Called, calls
from .document import Document, Resource
from .rule import Found, KitRule

_CONFIG = "AWS::Lambda::EventInvokeConfig"
_LATEST = "$LATEST"


class LostAsynchronousCalls(KitRule):
    """Flags functions with asynchronous callers but neither a failure destination nor a dead-letter queue."""

    id = "E9203"
    shortdesc = "An event that a function fails on is lost after three tries when nothing says where it goes"
    remedy = (
        "add an AWS::Lambda::EventInvokeConfig with `DestinationConfig: {OnFailure: {Destination: ...}}` for what is "
        "called ($LATEST, or the alias), or a DeadLetterConfig to the function"
    )

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each function that somebody calls without waiting, once for each way of naming it."""
        lost: dict[tuple[str, str], list[Called]] = {}
        for call in calls(document):
            if not _is_kept(document, call):
                lost.setdefault((call.function.name, call.alias.name if call.alias else ""), []).append(call)
        for (name, alias), of_one in lost.items():
            by = ", ".join(sorted({call.by for call in of_one}))
            called = f"{name} (by its alias {alias})" if alias else name
            yield Found(of_one[0].function.path, f"{called} is called by {by}, and nothing keeps what it fails on")


def _is_kept(document: Document, call: Called) -> bool:
    if any(document.possible(call.function, "DeadLetterConfig", "TargetArn")):
        return True
    configs = (one for one in document.resources(_CONFIG) if _is_of(document, one, call))
    return any(
        True for config in configs for _ in document.possible(config, "DestinationConfig", "OnFailure", "Destination")
    )


def _is_of(document: Document, config: Resource, call: Called) -> bool:
    """Whether a configuration is of the function, and of just that alias or ``$LATEST`` that is called."""
    if call.function != document.resource(config.properties.get("FunctionName")):
        return False
    qualifier = config.properties.get("Qualifier", _LATEST)
    if call.alias is None:
        return bool(qualifier == _LATEST)
    named = document.resource(qualifier)
    # A version that some parameter names is not known here, and rather right than wrong.
    return named == call.alias or qualifier == call.alias.properties.get("Name") or _is_open(qualifier, named)


def _is_open(qualifier: object, named: Resource | None) -> bool:
    return isinstance(qualifier, dict) and named is None
