"""A distribution in the form that China refuses: without policies for caches, access control and functions there."""

from __future__ import annotations

from .capability import CapabilityRule, Use, anything

_DISTRIBUTION = "AWS::CloudFront::Distribution"
_OF_BEHAVIORS = (
    "CachePolicyId",
    "OriginRequestPolicyId",
    "ResponseHeadersPolicyId",
    "FunctionAssociations",
    "RealtimeLogConfigArn",
)


class CloudFrontForm(CapabilityRule):
    """Flags what only CloudFront outside of China takes."""

    id = "E9107"
    shortdesc = "CloudFront in China refuses cache policies, origin access control and functions"
    remedy = (
        "declare a second distribution with `ForwardedValues` and an origin access identity, and let conditions that "
        "ask a parameter choose between the two"
    )
    what = "a form of CloudFront that China refuses"
    uses = (
        *(Use(_DISTRIBUTION, ("DistributionConfig", "DefaultCacheBehavior", name), anything) for name in _OF_BEHAVIORS),
        *(Use(_DISTRIBUTION, ("DistributionConfig", "CacheBehaviors", "*", name), anything) for name in _OF_BEHAVIORS),
        Use(_DISTRIBUTION, ("DistributionConfig", "Origins", "*", "OriginAccessControlId"), anything),
    )
    kinds = (
        "AWS::CloudFront::CachePolicy",
        "AWS::CloudFront::Function",
        "AWS::CloudFront::KeyValueStore",
        "AWS::CloudFront::OriginAccessControl",
        "AWS::CloudFront::OriginRequestPolicy",
        "AWS::CloudFront::ResponseHeadersPolicy",
    )
