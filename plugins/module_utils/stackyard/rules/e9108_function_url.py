"""A function's own URL: Lambda in China documents that it has none."""

from __future__ import annotations

from .capability import CapabilityRule, Use, anything


class FunctionUrl(CapabilityRule):
    """Flags function URLs, and permissions for them, that no condition decides."""

    id = "E9108"
    shortdesc = "Not every partition has function URLs, so one must be one that an environment can leave out"
    remedy = "serve the function by API Gateway, or give the URL a `Condition` that asks a parameter"
    what = "a function URL"
    uses = (Use("AWS::Lambda::Permission", ("FunctionUrlAuthType",), anything),)
    kinds = ("AWS::Lambda::Url",)
