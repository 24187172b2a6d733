"""Options of Lambda that its documentation denies to China: templates fail there, or lose what they promise."""

from __future__ import annotations

from .capability import CapabilityRule, Use, anything, equals

_MAPPING = "AWS::Lambda::EventSourceMapping"


class LambdaOptions(CapabilityRule):
    """Flags such options where no parameter or condition decides them."""

    id = "E9110"
    shortdesc = "Lambda in China lacks SnapStart for Python, code signing and some options of event source mappings"
    remedy = "leave the option out, or let a condition that asks a parameter decide it"
    what = "an option of Lambda that China lacks"
    uses = (
        Use("AWS::Lambda::Function", ("SnapStart", "ApplyOn"), equals("PublishedVersions")),
        Use("AWS::Lambda::Function", ("CodeSigningConfigArn",), anything),
        Use("AWS::Lambda::Function", ("RecursiveLoop",), anything),
        Use(_MAPPING, ("MetricsConfig",), anything),
        Use(_MAPPING, ("ProvisionedPollerConfig",), anything),
        Use(_MAPPING, ("Tags",), anything),
    )
    kinds = ("AWS::Lambda::CodeSigningConfig",)
