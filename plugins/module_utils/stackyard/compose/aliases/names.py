"""Reads which functions want an alias, and names what is made for them.

``Metadata: {Stackyard: {Alias: live}}`` stands in the function's ``resources.yaml``, or at the function's resource
where a frame declares it. The names are public: whoever calls a function by its alias refers to them.
"""

from __future__ import annotations

import re

from ...faults import Faults
from ...templates.documents import Section
from ..code_paths import SAM_FUNCTION

ALIAS = "Alias"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,127}")


def wanted_alias(holder: Section, faults: Faults) -> str:
    """Give the name of the alias that a function wants, "" for none; ``holder`` has the section ``Metadata``, if any.

    A name that Lambda would not take is noted in ``faults``.
    """
    metadata = holder.get("Metadata")
    settings = metadata.get("Stackyard") if isinstance(metadata, Section) else None
    if not isinstance(settings, Section) or ALIAS not in settings:
        return ""
    given = settings[ALIAS]
    if isinstance(given, str) and _NAME.fullmatch(given):
        return given
    faults.add(
        "cannot be the name of an alias",
        place=holder.place("Metadata", "Stackyard", ALIAS),
        given=repr(given)[:120],
        remedy=f"write `{ALIAS}: live`: letters, digits, underscores and hyphens, a letter first",
    )
    return ""


def refuse_sam(holder: Section, kind: str, alias: str, faults: Faults) -> None:
    """Note an alias that a function in SAM form wants: what SAM makes of its events calls the function itself."""
    if alias and kind == SAM_FUNCTION:
        faults.add(
            "a function in SAM form gets its alias from SAM",
            place=holder.place("Metadata", "Stackyard", ALIAS),
            given=alias,
            remedy=f"write `AutoPublishAlias: {alias}` into its Properties (and DeploymentPreference), remove this one",
        )


def alias_id(function: str, alias: str) -> str:
    """Derive the logical id of an alias: that of ``live`` of ``BuyFunction`` is ``BuyFunctionLiveAlias``."""
    words = re.findall(r"[A-Za-z0-9]+", alias)
    return function + "".join(word[0].upper() + word[1:] for word in words) + "Alias"


def version_id(function: str) -> str:
    """Derive the logical id of the version that the alias of a function leads to."""
    return f"{function}Version"
