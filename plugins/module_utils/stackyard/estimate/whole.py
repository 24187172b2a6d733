"""What an environment would cost, from its settings and its templates alone: without an account, deploying nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..compose import ComposedSystem, compose
from ..errors import StackyardError
from ..plan.model import StackSpec
from ..plan.resolve import Reader, defaults_of, pseudo_values
from ..plan.specs import make_specs
from ..plan.values import find_values
from ..target import Target
from .amounts import Estimate, estimate
from .count import count, left_open, misfits, resources_of
from .model import Counted
from .settings import EstimateSettings
from .usage import Usage

# What has to be known of an environment, by names of group_vars.
SETTINGS = (
    "stackyard_target",
    "stackyard_declared",
    "foundation_stacks",
    "stack_common_parameters",
    "stackyard_estimate",
    "build_target_folder",
)
_FOUNDATION = "foundation"
_TOPIC = {"AlarmTopicArn": {"output": "foundation.base.AlarmTopicArn"}}


def estimate_environment(root: Path, settings: Mapping[str, Any]) -> tuple[Target, Estimate]:
    """Estimate an environment by its ``SETTINGS``; templates are composed, which writes below the build folder only.

    Raises ``StackyardError`` for templates that do not compose, for a bad price file, and for a usage profile that
    names what is not there.
    """
    target = Target.from_mapping(settings["stackyard_target"])
    wanted = EstimateSettings.from_mapping(settings["stackyard_estimate"])
    own = [{"name": _FOUNDATION, "stacks": settings["foundation_stacks"]}]
    systems = [*own, *settings["stackyard_declared"]]
    build = Path(settings["build_target_folder"]).resolve()
    composed = {one["name"]: compose(root, one["name"], target.environment, build) for one in systems}
    specs = make_specs(target, systems, _paths(composed), {**settings["stack_common_parameters"], **_TOPIC})
    refuse_misfits(specs, wanted.usage)
    counted = sum((_counted(target, spec, wanted.usage) for spec in specs), Counted())
    book = wanted.book(target.region)
    return target, estimate(counted, book, target.region, wanted.currency)


def refuse_misfits(specs: Sequence[StackSpec], usage: Usage) -> None:
    """Refuse a profile that names what no template has: a misspelt name would count as nothing."""
    found = misfits({spec.key: spec.template.document for spec in specs}, usage)
    if found:
        raise StackyardError(
            "the usage profile names what is not there",
            given="\n    ".join(["", *found]) if len(found) > 1 else found[0],
            remedy="mend <system>_usage in group_vars; docs/guides/estimating.md says how it is written",
        )


def _paths(composed: Mapping[str, ComposedSystem]) -> dict[str, dict[str, str]]:
    return {
        system: {name: stack.template for name, stack in found.stacks.items()} for system, found in composed.items()
    }


def _counted(target: Target, spec: StackSpec, usage: Usage) -> Counted:
    """Count a template as it would be deployed; what other stacks give is not known, and costs nothing by itself."""
    document, values = spec.template.document, find_values(spec, {})
    later = {name: f"${{{output}}}" for name, output in values.unknown.items()}
    given = {**defaults_of(document), **values.known, **later}
    resources = Reader(document, given, pseudo_values(target, spec.name)).resources()
    return count(resources_of(*spec.key, resources), usage) + left_open(*spec.key, document, later, resources)
