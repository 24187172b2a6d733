"""Options of Lambda that its documentation denies to China: templates fail there, or lose what they promise.

The list is that of the page "Amazon Lambda" in "Getting Started with Amazon Web Services in China", as of November
2026; that code signing is missing is what cfn-lint's schemas of those regions say.
"""

from __future__ import annotations

from collections.abc import Iterator

from .capability import CapabilityRule, Use, anything, equals
from .document import Document, Resource, spelled
from .rule import Found
from .settled import settled

_FUNCTION = "AWS::Lambda::Function"
_MAPPING = "AWS::Lambda::EventSourceMapping"
_INVOKE_CONFIG = "AWS::Lambda::EventInvokeConfig"
_SNAP_START = "SnapStart"
_HAS_SNAP_START = "java"  # what China does have it for


class LambdaOptions(CapabilityRule):
    """Flags such options where no parameter or condition decides them."""

    id = "E9110"
    shortdesc = "Lambda in China lacks SnapStart for Python, code signing and some options of event source mappings"
    remedy = "leave the option out, or let a condition that asks a parameter decide it"
    what = "an option of Lambda that China lacks"
    uses = (
        Use(_FUNCTION, (_SNAP_START, "ApplyOn"), equals("PublishedVersions")),
        Use(_FUNCTION, ("CodeSigningConfigArn",), anything),
        Use(_FUNCTION, ("RecursiveLoop",), anything),
        Use(_FUNCTION, ("Code", "SourceKMSKeyArn"), anything),
        Use(_MAPPING, ("MetricsConfig",), anything),
        Use(_MAPPING, ("ProvisionedPollerConfig",), anything),
        Use(_MAPPING, ("Tags",), anything),
        Use(_MAPPING, ("AmazonManagedKafkaEventSourceConfig", "SchemaRegistryConfig"), anything),
        Use(_MAPPING, ("SelfManagedKafkaEventSourceConfig", "SchemaRegistryConfig"), anything),
    )
    kinds = ("AWS::Lambda::CodeSigningConfig",)

    def find(self, document: Document) -> Iterator[Found]:
        """Look at the options, and at buckets as destinations of failures."""
        for found in super().find(document):
            if not (_SNAP_START in found.path and _is_java(document, str(found.path[1]))):
                yield found
        for resource in document.resources(_MAPPING, _INVOKE_CONFIG):
            yield from self._buckets(document, resource)

    def _buckets(self, document: Document, resource: Resource) -> Iterator[Found]:
        for one in document.possible(resource, "DestinationConfig", "OnFailure", "Destination"):
            of = document.resource(one.value)
            is_bucket = ":s3:::" in (spelled(one.value) or "") or (of is not None and of.kind == "AWS::S3::Bucket")
            if is_bucket and not document.is_guarded(one):
                yield Found(one.path, f"{resource.name} always has {self.what}: a bucket for what failed")


def _is_java(document: Document, name: str) -> bool:
    runtimes = (one for each in document.resources() if each.name == name for one in settled(document, each, "Runtime"))
    return any(str(one.value).startswith(_HAS_SNAP_START) for one in runtimes)
