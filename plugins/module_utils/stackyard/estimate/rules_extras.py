"""What a property adds to the costs of a type that is priced, or free, without it, and that nobody here can count.

It is told like a type that no rule knows: an advanced parameter is not free because standard ones are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .model import Resource

_OFF = (None, "", "None", "false", False, "DISABLED", "Disabled", "Standard")

EXTRAS: Mapping[str, Mapping[str, str]] = {
    "AWS::ApiGatewayV2::Stage": {"DefaultRouteSettings.DetailedMetricsEnabled": "detailed metrics"},
    "AWS::CloudWatch::Alarm": {"Metrics.Expression.SELECT": "metrics of a query"},
    "AWS::DynamoDB::Table": {
        "ContributorInsightsSpecification.Enabled": "contributor insights",
        "ImportSourceSpecification": "import",
        "KinesisStreamSpecification": "changes to Kinesis",
        "WarmThroughput": "warm throughput",
    },
    "AWS::Lambda::EventSourceMapping": {"ProvisionedPollerConfig": "provisioned pollers"},
    "AWS::Lambda::Function": {
        "CapacityProviderConfig": "instances of its own",
        "DurableConfig": "durable steps",
        "SnapStart.ApplyOn": "SnapStart",
    },
    "AWS::Logs::LogGroup": {"DataProtectionPolicy": "data protection"},
    "AWS::S3::Bucket": {
        "AccelerateConfiguration.AccelerationStatus": "acceleration",
        "AnalyticsConfigurations": "analytics",
        "IntelligentTieringConfigurations": "intelligent tiering",
        "InventoryConfigurations": "inventory",
        "MetricsConfigurations": "request metrics",
        "ReplicationConfiguration": "replication",
    },
    "AWS::SES::ConfigurationSet": {"VdmOptions": "deliverability manager"},
    "AWS::SNS::Topic": {"ArchivePolicy": "archive", "DataProtectionPolicy": "data protection"},
    "AWS::SSM::Parameter": {"Tier": "advanced parameter"},
    "AWS::SecretsManager::Secret": {"ReplicaRegions": "replicas"},
}
"""Type to where a property stands, and what people call it."""


def extras_of(resource: Resource) -> Iterator[str]:
    """Name what a resource has besides."""
    for path, what in EXTRAS.get(resource.kind, {}).items():
        if any(found not in (*_OFF, [], {}) for found in _found(resource.properties, path.split("."))):
            yield what


def _found(given: Any, path: Sequence[str]) -> Iterator[Any]:
    """Give what stands at a place, in every entry of lists on the way; a last part may be how a text begins."""
    if isinstance(given, Sequence) and not isinstance(given, str) and path:
        for one in given:
            yield from _found(one, path)
    elif not path:
        yield given
    elif isinstance(given, Mapping):
        yield from _found(given.get(path[0]), path[1:])
    elif isinstance(given, str) and given.lstrip().startswith(path[0]):
        yield given
