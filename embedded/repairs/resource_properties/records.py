"""Properties that only have to be written into a service's own record to take effect."""

from __future__ import annotations

from typing import Any

from embedded import hooks, provisioning

SERVICES = "ministack.services"
_TOPIC_ATTRIBUTES = ("KmsMasterKeyId", "SignatureVersion", "TracingConfig")


def apply() -> None:
    """Registers one effect for each type."""
    provisioning.after_provisioning("AWS::Lambda::Function", _function)
    provisioning.after_provisioning("AWS::Lambda::EventSourceMapping", _event_source)
    provisioning.propagate_stack_tags("AWS::Lambda::EventSourceMapping")
    provisioning.after_provisioning("AWS::IAM::Role", _role)
    provisioning.after_provisioning("AWS::SNS::Topic", _topic)
    provisioning.after_provisioning("AWS::ApiGateway::RestApi", _rest_api)
    provisioning.after_provisioning("AWS::DynamoDB::Table", _table)


def _record(service: str, store: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = hooks.attribute(f"{SERVICES}.{service}", store)[key]
    return found


def _function(name: str, properties: provisioning.Properties) -> None:
    record = _record("lambda_svc", "_functions", name)
    reserved = properties.get("ReservedConcurrentExecutions")
    record["concurrency"] = None if reserved is None else int(reserved)
    for field in ("DeadLetterConfig", "KMSKeyArn"):
        value = properties.get("KmsKeyArn" if field == "KMSKeyArn" else field)
        if value:
            record["config"][field] = value
        else:
            record["config"].pop(field, None)


def _event_source(identifier: str, properties: provisioning.Properties) -> None:
    record = _record("lambda_svc", "_esms", identifier)
    record["Tags"] = dict(provisioning.tag_pairs(properties.get("Tags")))
    # A parameter arrives as text; CloudFormation hands Lambda the number, and the poller compares numbers.
    if properties.get("ScalingConfig"):
        record["ScalingConfig"] = {name: int(value) for name, value in properties["ScalingConfig"].items()}


def _role(name: str, properties: provisioning.Properties) -> None:
    boundary = properties.get("PermissionsBoundary")
    problem = boundary and hooks.attribute(f"{SERVICES}.iam", "_boundary_policy_error")(boundary)
    if problem:
        raise ValueError(f"the permissions boundary {boundary} of the role {name} cannot be used: {problem[2]!r}")
    _record("iam", "_roles", name)["PermissionsBoundary"] = boundary or None


def _topic(arn: str, properties: provisioning.Properties) -> None:
    attributes = _record("sns", "_topics", arn)["attributes"]
    for name in _TOPIC_ATTRIBUTES:
        if name in properties:
            attributes[name] = str(properties[name])
        else:
            attributes.pop(name, None)


def _rest_api(identifier: str, properties: provisioning.Properties) -> None:
    source = properties.get("ApiKeySourceType", "HEADER")
    if source != "HEADER":
        raise ValueError(f"the embedded AWS takes API keys from the header only; given: ApiKeySourceType {source}")
    _record("apigateway_v1", "_rest_apis", identifier)["apiKeySource"] = source


def _table(name: str, properties: provisioning.Properties) -> None:
    time_to_live = properties.get("TimeToLiveSpecification")
    if time_to_live:
        specification = {**time_to_live, "Enabled": provisioning.truth(time_to_live.get("Enabled"))}
        _dynamodb("_update_ttl", {"TableName": name, "TimeToLiveSpecification": specification})
    recovery = properties.get("PointInTimeRecoverySpecification")
    if recovery:
        enabled = {"PointInTimeRecoveryEnabled": provisioning.truth(recovery.get("PointInTimeRecoveryEnabled"))}
        _dynamodb("_update_continuous_backups", {"TableName": name, "PointInTimeRecoverySpecification": enabled})


def _dynamodb(operation: str, request: dict[str, Any]) -> None:
    status, _headers, body = hooks.attribute(f"{SERVICES}.dynamodb", operation)(request)
    if status >= 400:  # noqa: PLR2004 - an HTTP status
        raise ValueError(f"DynamoDB refused {request}: {body!r}")
