"""X-Ray that cannot be left out: functions, APIs and state machines in China cannot send traces there."""

from __future__ import annotations

from .capability import CapabilityRule, Use, equals, is_true


class Tracing(CapabilityRule):
    """Flags tracing that no parameter or condition decides."""

    id = "E9105"
    shortdesc = "Not every partition has X-Ray, so tracing must be one that an environment can leave out"
    remedy = (
        "let a parameter decide, as in `TracingConfig: {Mode: !Ref TracingMode}` or `!If [HasTracing, true, false]`"
    )
    what = "X-Ray tracing"
    uses = (
        Use("AWS::Lambda::Function", ("TracingConfig", "Mode"), equals("Active")),
        Use("AWS::ApiGateway::Stage", ("TracingEnabled",), is_true),
        Use("AWS::StepFunctions::StateMachine", ("TracingConfiguration", "Enabled"), is_true),
        Use("AWS::SNS::Topic", ("TracingConfig",), equals("Active")),
        Use("AWS::AppSync::GraphQLApi", ("XrayEnabled",), is_true),
    )
    kinds = ("AWS::XRay::Group", "AWS::XRay::SamplingRule", "AWS::XRay::ResourcePolicy")
