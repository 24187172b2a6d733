"""What ``bin/lint`` looks at: composed templates, led back to what was written, and every other source.

Systems are linted as they are deployed, whole; whoever names a file gets what is found in that file. A template that
belongs to no system is linted as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..compose import compose
from ..errors import StackyardError
from ..faults import Faults
from ..files import relative
from .findings import Finding
from .places import Places
from .run import Match, run
from .sam_form import as_deployed
from .sources.look import look

REGIONS = ("eu-central-1", "us-east-1", "cn-north-1", "cn-northwest-1")
"""Regions that every template must be good for: two partitions, and the regions in which they differ most."""

_SOURCES = ("bin", ".ci", "embedded", "lambdas", "playbooks", "plugins", "roles", "group_vars/all", "templates")
_PASSED = frozenset({"__pycache__", "node_modules", ".venv"})
_TEMPLATES, _FRAGMENT = "templates", "resources.yaml"
_FOLDER = "lint"  # below build/, where other checkers look at all that they find
_OTHERS = "lint-others"  # what strangers' templates become


@dataclass(frozen=True)
class Looked:
    """What was looked at, and what was found."""

    templates: int
    sources: int
    findings: tuple[Finding, ...]


def lint_repository(root: Path, regions: Sequence[str], only: Sequence[Path] = ()) -> Looked:
    """Lint all systems and sources of the repository at ``root``; with ``only``, tell of these files and folders alone.

    Raises ``StackyardError`` when a system does not compose, or a file cannot be read.
    """
    wanted = [path for one in only for path in _opened(one.resolve(), root)]
    strangers = [path for path in wanted if path.is_file() and _is_template(path) and not _is_written(path, root)]
    sources = [path for path in sources_of(root) if not wanted or is_within(path, wanted)]
    templates = composed_templates(root, _systems(root, sources if wanted else None))
    templates |= {as_deployed(path, root, root / "build" / _OTHERS): Places(root, [path]) for path in strangers}
    found = run(list(templates), regions)
    findings = [
        told
        for template, matches in found.items()
        for told in _led_back(matches, templates[template], root)
        if not wanted or is_within(root / told.file, wanted)
    ]
    seen = [*sources, *(path for path in wanted if path.is_file() and path not in {*sources, *strangers})]
    looked = [told for path in seen for told in look(path, root, template=_is_written(path, root))]
    # A state machine's file is both a source and a part of a template.
    places = {(told.file, told.line, told.rule) for told in looked}
    findings = [told for told in findings if (told.file, told.line, told.rule) not in places]
    return Looked(len(found), len(seen), tuple(sorted({*findings, *looked})))


def sources_of(root: Path) -> list[Path]:
    """Every source that the rules look at: what runs, deploys, or is deployed."""
    roots = (root / name for name in _SOURCES)
    return sorted(path.resolve() for top in roots for path in _files(top) if not path.name.startswith("."))


def composed_templates(root: Path, systems: Iterable[str]) -> dict[Path, Places]:
    """Compose systems; gives each template with what leads back from it. Raises ``StackyardError`` with every fault."""
    faults, found = Faults("the systems"), dict[Path, Places]()
    for system in systems:
        with faults.collecting():
            composed = compose(root, system, _FOLDER, root / "build")
            found |= {
                Path(stack.template): Places.of_stack(root, system, stack.name) for stack in composed.stacks.values()
            }
    faults.raise_if_any()
    return found


def _systems(root: Path, sources: Sequence[Path] | None) -> list[str]:
    """Systems by their folders; with ``sources``, those that one of these belongs to."""
    systems = sorted(path.name for path in (root / _TEMPLATES).glob("*/"))
    if sources is None:
        return systems
    written = [path.relative_to(root.resolve()).parts for path in sources if _is_deployed(path, root)]
    return [system for system in systems if any(system == parts[1] for parts in written)]


def _opened(path: Path, root: Path) -> list[Path]:
    """Give the files of a folder that has no sources of the repository; otherwise what was named, as it is."""
    if not path.is_dir() or any(is_within(source, [path]) for source in sources_of(root)):
        return [path]
    return [found for found in _files(path) if not found.name.startswith(".")] or [path]


def _is_deployed(path: Path, root: Path) -> bool:
    parts = Path(relative(path, root.resolve())).parts
    return parts[0] in (_TEMPLATES, "lambdas") and path.name.endswith((".yaml", ".asl.json"))


def _is_written(path: Path, root: Path) -> bool:
    """Whether a file is a frame or fragment, whose composed form is linted instead."""
    return _is_deployed(path, root) and path.suffix == ".yaml" and (path.name == _FRAGMENT or _TEMPLATES in path.parts)


def _is_template(path: Path) -> bool:
    """Whether a file says that it is a template; other YAML is a source."""
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path.suffix in (".yaml", ".yml", ".json") else ""
    return any(line.lstrip(" \"'{").startswith(("Resources", "AWSTemplateFormatVersion")) for line in text.splitlines())


def has_stacks(root: Path, paths: Sequence[Path]) -> bool:
    """Whether one of these files and folders, all resolved, is written for a stack or has such files in it."""
    return any(_is_deployed(source, root) and is_within(source, paths) for source in sources_of(root))


def is_within(path: Path, wanted: Iterable[Path]) -> bool:
    """Whether a path is one of these files and folders, all resolved, or lies in one."""
    return any(path.resolve() == one or one in path.resolve().parents for one in wanted)


def _files(top: Path) -> Iterator[Path]:
    if not top.is_dir():
        return
    for path in top.iterdir():
        if path.name in _PASSED or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


def _led_back(matches: Sequence[Match], places: Places, root: Path) -> Iterator[Finding]:
    for match in matches:
        is_as_written = Path(match.finding.file) in places.written and not match.keys  # YAML that nobody can read
        place = None if is_as_written else places.of(match.keys)
        file = relative(Path(match.finding.file), root)
        yield replace(match.finding, file=place[0], line=place[1]) if place else replace(match.finding, file=file)


def existing(names: Iterable[str], folder: Path) -> list[Path]:
    """Take names as files and folders, of ``folder`` or else of the repository, and resolve them.

    Raises ``StackyardError`` naming those that are neither.
    """
    paths = [folder / name if (folder / name).exists() else Path(name) for name in names]
    if missing := [str(path) for path in paths if not path.exists()]:
        raise StackyardError("there is nothing to lint", given=", ".join(missing), remedy="name a file or a folder")
    return [path.resolve() for path in paths]
