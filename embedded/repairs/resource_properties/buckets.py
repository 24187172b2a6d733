"""What a template says of a bucket, told to S3 in S3's own words.

CloudFormation spells a lifecycle rule differently from the S3 API; `lifecycle_rule` translates. Everything goes through
the operations of MiniStack's S3 itself, so that it validates and answers as if a client had asked.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from embedded import hooks, provisioning

S3 = "ministack.services.s3"


def apply() -> None:
    """Tells S3 about tags, encryption, lifecycle and ownership of buckets that CloudFormation makes."""
    provisioning.propagate_stack_tags("AWS::S3::Bucket")
    provisioning.after_provisioning("AWS::S3::Bucket", _configure)


def _configure(bucket: str, properties: provisioning.Properties) -> None:
    tags = [{"Key": key, "Value": text} for key, text in provisioning.tag_pairs(properties.get("Tags"))]
    _tell(bucket, "tagging", "PutBucketTagging", "Tagging", {"TagSet": tags} if tags else None)
    _tell(
        bucket,
        "encryption",
        "PutBucketEncryption",
        "ServerSideEncryptionConfiguration",
        _encryption(properties.get("BucketEncryption")),
    )
    rules = (properties.get("LifecycleConfiguration") or {}).get("Rules")
    _tell(
        bucket,
        "lifecycle",
        "PutBucketLifecycleConfiguration",
        "LifecycleConfiguration",
        {"Rules": [lifecycle_rule(rule) for rule in rules]} if rules else None,
    )
    ownership = properties.get("OwnershipControls")
    if ownership:  # without the property AWS keeps its default, which MiniStack has too
        _tell(bucket, "ownership_controls", "PutBucketOwnershipControls", "OwnershipControls", ownership)


def _tell(bucket: str, feature: str, operation: str, member: str, document: Mapping[str, Any] | None) -> None:
    """Puts one configuration of a bucket, or takes it away when the template does not have it."""
    if document is None:
        hooks.attribute(S3, f"_delete_bucket_{feature}")(bucket)
        return
    status, _headers, body = hooks.attribute(S3, f"_put_bucket_{feature}")(bucket, _xml(operation, member, document))
    if status >= 400:  # noqa: PLR2004 - an HTTP status
        raise ValueError(f"S3 refused {member} of {bucket}: {body!r}")


def _xml(operation: str, member: str, document: Mapping[str, Any]) -> bytes:
    """The body that boto3 would send."""
    serializer, operation_model = _serializer(operation)
    request = serializer({"Bucket": "any", member: document}, operation_model)
    body = request["body"]
    return body if isinstance(body, bytes) else str(body).encode()


@functools.cache
def _serializer(operation: str) -> tuple[Callable[..., dict[str, Any]], Any]:
    import botocore.session  # noqa: PLC0415 - loading S3's model takes long, and only templates with buckets need it
    from botocore.serialize import create_serializer  # noqa: PLC0415 - see above

    model = botocore.session.get_session().get_service_model("s3").operation_model(operation)
    return create_serializer("rest-xml").serialize_to_request, model


def _encryption(configuration: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not configuration:
        return None
    rules = []
    for rule in configuration["ServerSideEncryptionConfiguration"]:
        default = rule.get("ServerSideEncryptionByDefault") or {}
        key = {"KMSMasterKeyID": default["KMSMasterKeyID"]} if default.get("KMSMasterKeyID") else {}
        rules.append(
            {
                "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": default.get("SSEAlgorithm", "AES256"), **key},
                "BucketKeyEnabled": provisioning.truth(rule.get("BucketKeyEnabled")),
            }
        )
    return {"Rules": rules}


def lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule of the S3 API from a rule of a template; ValueError names what has no translation."""
    translated: dict[str, Any] = {}
    for name, value in rule.items():
        translate = _RULE_PARTS.get(name)
        if translate is None:
            raise ValueError(f"the embedded AWS does not emulate {name} in a bucket's lifecycle rule")
        for key, part in translate(value).items():
            merged = {**translated.get(key, {}), **part} if isinstance(part, dict) else part
            translated[key] = merged
    translated.setdefault("Filter", {"Prefix": ""})
    return translated


def _transition(transition: Mapping[str, Any]) -> dict[str, Any]:
    names = {"TransitionInDays": "Days", "TransitionDate": "Date", "StorageClass": "StorageClass"}
    return {names[name]: int(value) if name.endswith("Days") else value for name, value in transition.items()}


_RULE_PARTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "Id": lambda value: {"ID": value},
    "Status": lambda value: {"Status": value},
    "Prefix": lambda value: {"Filter": {"Prefix": value}},
    "ExpirationInDays": lambda value: {"Expiration": {"Days": int(value)}},
    "ExpirationDate": lambda value: {"Expiration": {"Date": value}},
    "ExpiredObjectDeleteMarker": lambda value: {"Expiration": {"ExpiredObjectDeleteMarker": provisioning.truth(value)}},
    "NoncurrentVersionExpiration": lambda value: {
        "NoncurrentVersionExpiration": {name: int(number) for name, number in value.items()}
    },
    "NoncurrentVersionExpirationInDays": lambda value: {"NoncurrentVersionExpiration": {"NoncurrentDays": int(value)}},
    "AbortIncompleteMultipartUpload": lambda value: {
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": int(value["DaysAfterInitiation"])}
    },
    "Transitions": lambda value: {"Transitions": [_transition(one) for one in value]},
}
