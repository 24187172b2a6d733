"""From a resource to what is paid for of it: one rule for each type that costs something.

Most rules are a line of a table: so many units of a dimension as the profile has of a measure, or one a month however
little happens. What depends on properties has a function in ``rules_by_properties``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from . import rules_by_properties as special
from .model import Driver, Resource
from .rules_free import FREE
from .usage import Measures

Rule = Callable[[Resource, Measures], Iterable[Driver]]

BY_USE: Mapping[str, Mapping[str, str]] = {
    "AWS::ApiGateway::RestApi": {"requests": "apigateway.rest.requests", "out_gb": "transfer.out"},
    "AWS::CloudFront::Distribution": {"requests": "cloudfront.requests", "out_gb": "cloudfront.out"},
    "AWS::Events::EventBus": {"events": "events.custom"},
    "AWS::KMS::Key": {"requests": "kms.requests"},
    "AWS::S3::Bucket": {
        "stored_gb": "s3.storage",
        "writes": "s3.writes",
        "reads": "s3.reads",
        "out_gb": "transfer.out",
    },
    "AWS::Route53::HostedZone": {"queries": "route53.queries"},
    "AWS::SecretsManager::Secret": {"requests": "secrets.requests"},
    "AWS::SES::ConfigurationSet": {"mails": "ses.mails"},
    "AWS::Scheduler::Schedule": {"runs": "scheduler.runs"},
}
"""Type to its measures, and the dimension that each of them counts for."""

FIXED: Mapping[str, str] = {
    "AWS::CloudWatch::CompositeAlarm": "cloudwatch.composite_alarms",
    "AWS::CloudWatch::Dashboard": "cloudwatch.dashboards",
    "AWS::KMS::Key": "kms.keys",
    "AWS::Route53::HostedZone": "route53.zones",
    "AWS::SecretsManager::Secret": "secrets.secrets",
}
"""Type to the dimension of which each resource is one a month."""

BY_PROPERTIES: Mapping[str, Rule] = {
    "AWS::ApiGateway::Stage": special.stage,
    "AWS::ApiGatewayV2::Api": special.http_api,
    "AWS::Budgets::BudgetsAction": special.budget_action,
    "AWS::CloudWatch::Alarm": special.alarm,
    "AWS::DynamoDB::Table": special.table,
    "AWS::Lambda::Alias": special.provisioned,
    "AWS::Lambda::EventSourceMapping": special.event_source_mapping,
    "AWS::Lambda::Function": special.function,
    "AWS::Lambda::Version": special.provisioned,
    "AWS::Logs::LogGroup": special.log_group,
    "AWS::Logs::MetricFilter": special.metric_filter,
    "AWS::S3::Bucket": special.archive,
    "AWS::SNS::Topic": special.topic,
    "AWS::SQS::Queue": special.queue,
    "AWS::StepFunctions::StateMachine": special.state_machine,
}

_MORE: Mapping[str, tuple[str, ...]] = {
    "AWS::ApiGateway::Stage": ("traces",),
    "AWS::ApiGatewayV2::Api": ("requests", "messages", "connection_minutes", "out_gb"),
    "AWS::DynamoDB::Table": ("writes", "reads", "stored_gb"),
    "AWS::Lambda::Function": ("invocations", "milliseconds", "traces"),
    "AWS::Logs::LogGroup": ("ingested_gb",),
    "AWS::S3::Bucket": ("archived_gb",),
    "AWS::SNS::Topic": ("publishes", "mails"),
    "AWS::SQS::Queue": ("requests",),
    "AWS::StepFunctions::StateMachine": ("transitions", "runs", "gb_seconds", "traces"),
}

PRICED = frozenset({*BY_USE, *FIXED, *BY_PROPERTIES})
"""Types that a rule knows."""

MEASURES: Mapping[str, tuple[str, ...]] = {
    kind: (*BY_USE.get(kind, {}), *_MORE.get(kind, ())) for kind in sorted({*BY_USE, *_MORE})
}
"""Type to the names of what a profile may say of it."""


def drivers_of(resource: Resource, measures: Measures) -> Iterator[Driver]:
    """Give what is paid for of a resource; nothing of one that is free, or that no rule knows."""
    if resource.kind in FIXED:
        yield Driver(resource.place, FIXED[resource.kind], fixed=True, quantity=Decimal(1), how="one each")
    for measure, dimension in BY_USE.get(resource.kind, {}).items():
        yield Driver(resource.place, dimension, fixed=False, quantity=measures.of(measure), how=measure)
    if resource.kind in BY_PROPERTIES:
        yield from BY_PROPERTIES[resource.kind](resource, measures)


def is_known(kind: str) -> bool:
    """Whether a type is priced, or free by its nature."""
    return kind in PRICED or kind in FREE
