"""Functions for arm64 only: that Lambda in China runs them is not documented."""

from __future__ import annotations

from .capability import CapabilityRule, Use, equals


class Architecture(CapabilityRule):
    """Flags functions for arm64 whose architecture no parameter or condition decides."""

    id = "E9106"
    shortdesc = (
        "Not every partition runs functions on arm64, so the architecture must be one that an environment decides"
    )
    remedy = "let a parameter decide, as in `Architectures: [!Ref Architecture]`"
    what = "the architecture arm64"
    uses = (Use("AWS::Lambda::Function", ("Architectures", "*"), equals("arm64")),)
