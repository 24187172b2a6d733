"""Writes the report of a run as one page that needs nothing else: no network, no other file.

All values go through Jinja's escaping, and the page forbids its browser to load or run anything that is not its own.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from ..files import write_atomically
from ..preview.model import StackPreview
from ..preview.table import SIGNS, grouped, remarks, summary
from ..progress.rows import seconds_text
from ..text.units import readable as bytes_text
from .model import Run, StackRun
from .timeline import readable, timeline

_HERE = Path(__file__).parent


def write_report(run: Run, path: Path) -> None:
    """Write the report of a run; it tells of outputs and permissions, so only its owner may read it."""
    write_atomically(path, render(run).encode("utf-8", errors="replace"), mode=0o600)


def render(run: Run) -> str:
    """The page of a run."""
    style, script = house_style(), _HERE.joinpath("page.js").read_text(encoding="utf-8")
    return _template().render(
        run=run,
        failed=bool(run.error),
        duration=seconds_text(run.ended - run.began),
        # Both are files of this repository, without any value of a run in them.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src '{_digest(script)}'",
        summary=summary(run.preview),
        planned=_planned(run),
        permissions=_permissions(run),
        timeline=timeline(run.stacks),
        heaviest=max((one.unpacked for one in run.artifacts), default=0) or 1,
        SIGNS=SIGNS,
        remarks=remarks,
    )


def house_style() -> str:
    """Give the style that all pages of the kit begin with: colours by day and by night, tables, print."""
    return _HERE.joinpath("page.css").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    """The page's template, compiled once for all tasks of a playbook: the page is first written before they begin."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(bytes=bytes_text, seconds=readable, moment=_moment)
    return environment.get_template("page.html.j2")


def _planned(run: Run) -> list[tuple[StackRun, StackPreview | None]]:
    """The stacks that change, each with its preview where there was one."""
    previews = {one.name: one for one in run.preview.stacks}
    return [
        (stack, previews.get(stack.name))
        for stack in run.stacks
        if stack.outcome != "unchanged" or stack.changes or (stack.name in previews and previews[stack.name].resources)
    ]


def _permissions(run: Run) -> dict[str, list[tuple[str, bool, str, str, list[str]]]]:
    """Changed permissions by role, as the table of a preview groups them."""
    roles = dict.fromkeys(one.role for one in run.preview.permissions)
    return {role: grouped([one for one in run.preview.permissions if one.role == role]) for role in roles}


def _digest(script: str) -> str:
    """Name a script so that a content security policy lets just this one run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def facts_of(target: Any, commit: str, caller: str) -> dict[str, str]:
    """What the head of the page says of a run's surroundings; what nobody knows is left out."""
    found = {
        "environment": target.environment,
        "account": target.account,
        "region": target.region,
        "commit": commit,
        "caller": caller,
        "console": target.console,
    }
    return {label: value for label, value in found.items() if value}
