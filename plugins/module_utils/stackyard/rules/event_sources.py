"""Queues and streams that functions work off: what an event source mapping ties together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .callers import FUNCTION, function_of
from .document import Document, Possible, Resource, spelled
from .settled import known

MAPPING = "AWS::Lambda::EventSourceMapping"
QUEUE = "AWS::SQS::Queue"
_STREAMS = (
    "AWS::Kinesis::Stream",
    "AWS::Kinesis::StreamConsumer",
    "AWS::DynamoDB::Table",
    "AWS::DynamoDB::GlobalTable",
)
# What only brokers have; they know no failures of single records.
_OF_BROKERS = (
    *("SelfManagedEventSource", "SelfManagedKafkaEventSourceConfig", "AmazonManagedKafkaEventSourceConfig"),
    *("DocumentDBEventSourceConfig", "Topics", "Queues"),
)
_OF_STREAMS = ("StartingPosition", "ParallelizationFactor", "BisectBatchOnFunctionError", "TumblingWindowInSeconds")


@dataclass(frozen=True)
class Mapping:
    """An event source mapping: ``kind`` is ``sqs`` or ``stream``, or empty where the template does not tell.

    ``source`` and ``function`` are resources of the template, ``None`` where they stand elsewhere.
    """

    resource: Resource
    arn: Possible
    kind: str
    source: Resource | None
    function: Resource | None


def mappings(document: Document) -> Iterator[Mapping]:
    """Every mapping of a queue or stream, once for each source that it may have; brokers are left out."""
    for resource in document.resources(MAPPING):
        if any(key in resource.properties for key in _OF_BROKERS):
            continue
        function, _ = function_of(document, resource.properties.get("FunctionName"))
        for arn in document.possible(resource, "EventSourceArn"):
            source = document.resource(arn.value)
            yield Mapping(resource, arn, _kind(document, resource, arn.value, source), source, function)


def _kind(document: Document, mapping: Resource, arn: Any, source: Resource | None) -> str:
    if source is not None:
        return "sqs" if source.kind == QUEUE else "stream" if source.kind in _STREAMS else ""
    spellings = [spelled(arn) or "", *map(str, known(document, arn))]
    if any(":sqs:" in one for one in spellings):
        return "sqs"
    if any(":kinesis:" in one or ":dynamodb:" in one for one in spellings):
        return "stream"
    return "stream" if any(key in mapping.properties for key in _OF_STREAMS) else "sqs"


__all__ = ["FUNCTION", "MAPPING", "QUEUE", "Mapping", "mappings"]
