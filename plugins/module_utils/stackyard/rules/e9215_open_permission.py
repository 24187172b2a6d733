"""A permission by which a service may call a function for anybody: for other accounts as well as for this one."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document, Resource, spelled
from .rule import Found, KitRule

_S3_ARN = ":s3:::"
# What says whose calls are meant. A function's URL that is open to all has a rule of its own (E9108).
_NARROWING = ("SourceAccount", "PrincipalOrgID", "FunctionUrlAuthType", "InvokedViaFunctionUrl")


class OpenPermission(KitRule):
    """Flags permissions of services or everybody without a source, and those whose source does not say its account."""

    id = "E9215"
    shortdesc = "A service that may call a function whatever the source does so for strangers' resources, too"
    remedy = "write SourceArn, and `SourceAccount: !Ref AWS::AccountId` where the ARN has no account (S3)"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each permission for a service, or for everybody."""
        for permission in document.resources("AWS::Lambda::Permission"):
            principals = [spelled(one.value) or "" for one in document.possible(permission, "Principal")]
            if any(one == "*" or ".amazonaws." in one or "URLSuffix" in one for one in principals):
                yield from self._of(
                    document, permission, "anybody call" if "*" in principals else "a service call for anybody"
                )

    def _of(self, document: Document, permission: Resource, caller: str) -> Iterator[Found]:
        if any(any(document.possible(permission, key)) for key in _NARROWING):
            return
        sources = [one for one in document.possible(permission, "SourceArn") if one.value != "*"]
        if not sources:
            yield Found(permission.path, f"{permission.name} lets {caller}")
        for one in sources:
            of = document.resource(one.value)
            if _S3_ARN in (spelled(one.value) or "") or (of is not None and of.kind == "AWS::S3::Bucket"):
                yield Found(one.path, f"{permission.name} names a bucket, whose ARN does not say whose it is")
