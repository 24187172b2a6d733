"""Runs cfn-lint with the kit's rules over templates, several at once, and tells what they find as findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from .digest import APPENDED
from .document import Path as Keys
from .findings import Finding
from .rule import KitRule


@dataclass(frozen=True)
class Match:
    """A finding in a template as cfn-lint places it: ``keys`` lead to it."""

    finding: Finding
    keys: Keys


def run(templates: Sequence[Path], regions: Sequence[str], *, information: bool = True) -> dict[Path, list[Match]]:
    """Give what cfn-lint and the kit's rules find in each template, for all the regions."""
    if not templates:
        return {}
    options = (tuple(map(str, templates)), tuple(regions), information)
    _runner(*options)  # read once, before there are forks, which all need it
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        found = pool.map(_look, [(str(template), options) for template in templates])
        return dict(zip(templates, found, strict=True))


def _look(asked: tuple[str, tuple[tuple[str, ...], tuple[str, ...], bool]]) -> list[Match]:
    from cfnlint.runner import run_template_by_file_path  # noqa: PLC0415 - takes half a second

    path, options = asked
    runner = _runner(*options)
    return list(_matches(run_template_by_file_path(path, runner.config, runner.rules, False)))


@cache
def _runner(templates: tuple[str, ...], regions: tuple[str, ...], information: bool) -> Any:
    from cfnlint.config import ConfigMixIn  # noqa: PLC0415 - as above
    from cfnlint.runner import Runner  # noqa: PLC0415 - as above

    include = ["--include-checks", "I"] if information else []
    return Runner(ConfigMixIn(["--regions", *regions, *include, *APPENDED, "--", *templates]))


def _matches(found: Iterator[Any]) -> Iterator[Match]:
    for match in found:
        rule, message = match.rule, str(match.message)
        remedy = rule.remedy if isinstance(rule, KitRule) else ""
        if isinstance(rule, KitRule):
            message = message.removesuffix(rule.told(""))
        finding = Finding(str(match.filename), match.linenumber, rule.id, message, remedy, rule.source_url)
        keys = getattr(match, "path", None) or ()  # none where a template could not be read
        yield Match(finding, tuple(str(key) if isinstance(key, str) else key for key in keys))
