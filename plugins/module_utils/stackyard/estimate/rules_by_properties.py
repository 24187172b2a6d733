"""Rules for types whose costs depend on how they are configured; see ``rules`` for the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .model import Driver, Resource
from .numbers import exact, shown
from .usage import Measures

HOURS = Decimal(730)  # of a month, as AWS counts them: 365 days of 24 hours in 12 months
SECONDS = HOURS * 3600
_POLLERS = 5  # connections by which Lambda waits for messages of a queue, however few there are
_POLL_SECONDS = 20  # that each of them waits before it asks again
_MEGABYTES = Decimal(1024)  # of a GB of memory, as Lambda counts
_MILLISECONDS = Decimal(1000)
_FREE_DISK = 512  # MB of a function's temporary files
_METRICS_OF_A_BAND = 2
_FAST = 60  # seconds; an alarm with a shorter period costs more
_DAYS = HOURS / 24
_MOVES = ("Transitions", "Transition", "NoncurrentVersionTransitions", "NoncurrentVersionTransition")
_CALLS = {"requests": "apigateway.http.requests"}
_SOCKETS = {
    "messages": "apigateway.websocket.messages",
    "connection_minutes": "apigateway.websocket.connection_minutes",
}
_TRUE, _FALSE = (True, "true"), (False, "false")


def function(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Requests, and seconds times memory; traces where they are sent."""
    calls, each = use.of("invocations"), use.of("milliseconds")
    yield Driver(resource.place, "lambda.requests", fixed=False, quantity=calls, how="invocations")
    memory = exact(resource.properties.get("MemorySize", 128))
    kind = _first(resource.properties.get("Architectures"), "x86_64")
    dimension, how, amount = f"lambda.gb_seconds.{kind}", "invocations x milliseconds x memory", None
    if calls is not None and each is not None and memory is not None:
        amount = calls * each / _MILLISECONDS * memory / _MEGABYTES
        how = f"{shown(calls)} x {shown(each)} ms x {shown(memory)} MB"
    yield Driver(resource.place, dimension, fixed=False, quantity=amount, how=how)
    disk = exact(_part(resource.properties, "EphemeralStorage").get("Size", _FREE_DISK))
    if disk is None or disk > _FREE_DISK:
        seconds = None if calls is None or each is None or disk is None else calls * each / _MILLISECONDS
        used = None if seconds is None or disk is None else seconds * (disk - _FREE_DISK) / _MEGABYTES
        how = f"disk above {_FREE_DISK} MB x invocations x milliseconds"
        yield Driver(resource.place, "lambda.disk_gb_seconds", fixed=False, quantity=used, how=how)
    if _part(resource.properties, "TracingConfig").get("Mode") == "Active":
        yield Driver(resource.place, "xray.traces", fixed=False, quantity=use.of("traces"), how="traces")


def provisioned(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Concurrency that is kept ready all month; how much memory it takes stands in the function, so nothing is said."""
    del use
    config = _part(resource.properties, "ProvisionedConcurrencyConfig")
    if config:
        how = f"{config.get('ProvisionedConcurrentExecutions')} kept ready"
        yield Driver(resource.place, "lambda.provisioned_gb_seconds", fixed=True, quantity=None, how=how)


def event_source_mapping(resource: Resource, use: Measures) -> Iterator[Driver]:
    """A queue is asked for messages all the time, and each question is a request; asking streams is free.

    Only of a queue nobody says where to start, nor which topic.
    """
    del use
    others = {"StartingPosition", "Topics", "Queues", "SelfManagedEventSource"}
    if not others & set(resource.properties) and resource.properties.get("Enabled", True) not in _FALSE:
        how = f"{_POLLERS} pollers, each asks every {_POLL_SECONDS} s for {HOURS} h"
        asked = SECONDS / _POLL_SECONDS * _POLLERS
        yield Driver(resource.place, _requests(resource), fixed=True, quantity=asked, how=how)


def queue(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Sends, receipts and deletions, each batch of them one request."""
    yield Driver(resource.place, _requests(resource), fixed=False, quantity=use.of("requests"), how="requests")


def _requests(resource: Resource) -> str:
    """Name the dimension for requests to a queue, or of a mapping that has its queue's kind (``count``)."""
    return "sqs.fifo.requests" if resource.properties.get("FifoQueue") in _TRUE else "sqs.requests"


def state_machine(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Standard ones are paid for by transitions, express ones by runs and by time; traces where they are sent."""
    if _part(resource.properties, "TracingConfiguration").get("Enabled") in _TRUE:
        yield Driver(resource.place, "xray.traces", fixed=False, quantity=use.of("traces"), how="traces")
    if resource.properties.get("StateMachineType", "STANDARD") != "EXPRESS":
        found = use.of("transitions")
        yield Driver(resource.place, "states.transitions", fixed=False, quantity=found, how="transitions")
        return
    for measure, dimension in (("runs", "states.express.requests"), ("gb_seconds", "states.express.gb_seconds")):
        yield Driver(resource.place, dimension, fixed=False, quantity=use.of(measure), how=measure)


def table(resource: Resource, use: Measures) -> Iterator[Driver]:
    """On demand: units written and read. Storage in either case, and backups where they are made.

    The class for seldom use has prices of its own.
    """
    seldom = resource.properties.get("TableClass") == "STANDARD_INFREQUENT_ACCESS"
    rarity = "infrequent." if seldom else ""
    if resource.properties.get("BillingMode") == "PAY_PER_REQUEST":
        for measure in ("writes", "reads"):
            found = use.of(measure)
            yield Driver(resource.place, f"dynamodb.{rarity}{measure}", fixed=False, quantity=found, how=measure)
    else:
        yield Driver(resource.place, "dynamodb.provisioned", fixed=True, quantity=Decimal(1), how="one each")
    stored = use.of("stored_gb")
    yield Driver(resource.place, f"dynamodb.{rarity}storage", fixed=False, quantity=stored, how="stored_gb")
    recovery = _part(resource.properties, "PointInTimeRecoverySpecification")
    if recovery.get("PointInTimeRecoveryEnabled") in _TRUE:
        yield Driver(resource.place, "dynamodb.backups", fixed=False, quantity=stored, how="stored_gb")


def log_group(resource: Resource, use: Measures) -> Iterator[Driver]:
    """What is taken in, and what of it is there at a time once the first events expire."""
    taken = use.of("ingested_gb")
    seldom = resource.properties.get("LogGroupClass", "STANDARD") != "STANDARD"
    dimension = "logs.other.ingested" if seldom else "logs.ingested"
    yield Driver(resource.place, dimension, fixed=False, quantity=taken, how="ingested_gb")
    days, kept, how = exact(resource.properties.get("RetentionInDays")), None, "kept for ever"
    if days is not None and taken is not None:
        kept, how = taken * days / _DAYS, f"{shown(taken)} GB a month, kept {shown(days)} days"
    yield Driver(resource.place, "logs.storage", fixed=False, quantity=kept, how=how)


def archive(resource: Resource, use: Measures) -> Iterator[Driver]:
    """What the bucket's own rules move to storage of another price."""
    if _moves(resource.properties):
        found = use.of("archived_gb")
        yield Driver(resource.place, "s3.archive", fixed=False, quantity=found, how="archived_gb")


def topic(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Publications, which cost otherwise on a FIFO topic, and mails."""
    kind = "sns.fifo.publishes" if resource.properties.get("FifoTopic") in _TRUE else "sns.publishes"
    yield Driver(resource.place, kind, fixed=False, quantity=use.of("publishes"), how="publishes")
    yield Driver(resource.place, "sns.mails", fixed=False, quantity=use.of("mails"), how="mails")


def http_api(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Calls; of an API of web sockets its messages and the minutes of its connections."""
    of_sockets = resource.properties.get("ProtocolType") == "WEBSOCKET"
    for measure, dimension in (_SOCKETS if of_sockets else _CALLS).items():
        yield Driver(resource.place, dimension, fixed=False, quantity=use.of(measure), how=measure)
    yield Driver(resource.place, "transfer.out", fixed=False, quantity=use.of("out_gb"), how="out_gb")


def alarm(resource: Resource, use: Measures) -> Iterator[Driver]:
    """An alarm costs as much as the metrics that it watches; one that looks more often than each minute costs more.

    A band of what is expected is two metrics more. How many a query finds is not known (``rules_extras``).
    """
    del use
    metrics = [_part_of(one) for one in _list(resource.properties.get("Metrics"))]
    stats = [_part(one, "MetricStat") for one in metrics if _part(one, "MetricStat")]
    periods = [exact(one.get("Period")) for one in stats] or [exact(resource.properties.get("Period"))]
    fast = any(period is not None and period < _FAST for period in periods)
    bands = sum("ANOMALY_DETECTION_BAND" in str(one.get("Expression", "")) for one in metrics)
    watched = len(periods) + _METRICS_OF_A_BAND * bands
    dimension = "cloudwatch.fast_alarms" if fast else "cloudwatch.alarms"
    how = f"{watched} watched metrics" if watched > 1 else "one each"
    if stats or not metrics:
        yield Driver(resource.place, dimension, fixed=True, quantity=Decimal(watched), how=how)


def metric_filter(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Each transformation is a metric of one's own."""
    del use
    made = len(_list(resource.properties.get("MetricTransformations")))
    yield Driver(resource.place, "cloudwatch.metrics", fixed=True, quantity=Decimal(made), how="metrics made")


def stage(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Detailed metrics of its methods, a cache, and traces, where it has them."""
    if resource.properties.get("TracingEnabled") in _TRUE:
        yield Driver(resource.place, "xray.traces", fixed=False, quantity=use.of("traces"), how="traces")
    settings = _list(resource.properties.get("MethodSettings"))
    detailed = any(_part_of(one).get("MetricsEnabled") in _TRUE for one in settings)
    parts = {"detailed_metrics": detailed, "cache": resource.properties.get("CacheClusterEnabled") in _TRUE}
    for name in (name for name, there in parts.items() if there):
        yield Driver(resource.place, f"apigateway.{name}", fixed=True, quantity=Decimal(1), how="one each")


def budget_action(resource: Resource, use: Measures) -> Iterator[Driver]:
    """Paid for by the day."""
    del use
    yield Driver(resource.place, "budgets.action_days", fixed=True, quantity=_DAYS, how="days of a month")


def _moves(properties: Mapping[str, Any]) -> bool:
    rules = _list(_part(properties, "LifecycleConfiguration").get("Rules"))
    return any(_part_of(rule).get(name) for rule in rules for name in _MOVES)


def _part(given: Any, name: str) -> Mapping[str, Any]:
    return _part_of(_part_of(given).get(name))


def _part_of(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _list(given: Any) -> Sequence[Any]:
    return given if isinstance(given, Sequence) and not isinstance(given, str) else ()


def _first(given: Any, otherwise: str) -> str:
    return str(next(iter(_list(given)), otherwise))
