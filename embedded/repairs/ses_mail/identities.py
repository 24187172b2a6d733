"""Identities that CloudFormation made: their DKIM records can be got, and they carry the stack's tags."""

from __future__ import annotations

from embedded import hooks, provisioning

SES_V2 = "ministack.services.ses_v2"


def apply() -> None:
    """Adds the attributes `DkimDNSTokenName1` to `3` and `DkimDNSTokenValue1` to `3`."""
    provisioning.add_attributes("AWS::SES::EmailIdentity", _dkim_records)
    provisioning.propagate_stack_tags("AWS::SES::EmailIdentity")


def _dkim_records(identity: str, properties: provisioning.Properties) -> dict[str, str]:
    if "@" in identity:
        return {}
    record = hooks.attribute(SES_V2, "_identities")[identity]
    signing = properties.get("DkimSigningAttributes") or {}
    easy = hooks.attribute(SES_V2, "_easy_dkim_attributes")(identity, "DOMAIN", signing)
    record["DkimAttributes"] = {**easy, **record["DkimAttributes"], "Tokens": easy["Tokens"]}
    attributes = {}
    for number, token in enumerate(easy["Tokens"], 1):
        attributes[f"DkimDNSTokenName{number}"] = f"{token}._domainkey.{identity}"
        attributes[f"DkimDNSTokenValue{number}"] = f"{token}.dkim.amazonses.com"
    return attributes
