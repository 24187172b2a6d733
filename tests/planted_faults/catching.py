"""Plants faults into copies of what is shipped, and asks the rules what they find that they did not find before."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stackyard.compose import compose
from stackyard.rules.catalogue import all_rules
from stackyard.rules.document import Document
from stackyard.rules.run import run
from stackyard.rules.sources.look import judged, reader_of
from stackyard.target import ROOT
from stackyard.templates.documents import dump, read

from .planting import Fault, SourceFault

Template = dict[str, object]


@dataclass(frozen=True)
class Caught:
    """What was found of a fault: ids of the kit's rules, and of cfn-lint's own."""

    fault: Fault | SourceFault
    kit: tuple[str, ...]
    cfn_lint: tuple[str, ...] = ()

    @property
    def is_caught(self) -> bool:
        """Whether the rule that is about it found it."""
        return self.fault.rule in self.kit


def shipped(folder: Path) -> dict[str, Template]:
    """Compose everything that is shipped into a folder: "trainings/api" to its template."""
    systems = sorted(path.name for path in (ROOT / "templates").iterdir() if path.is_dir())
    composed = [compose(ROOT, system, "planted", folder) for system in systems]
    return {
        f"{system.name}/{stack.name}": read(Path(stack.template), folder)
        for system in composed
        for stack in system.stacks.values()
    }


def planted(fault: Fault, templates: dict[str, Template]) -> Template:
    """A template with a fault."""
    template = copy.deepcopy(templates[fault.place])
    fault.plant(template)
    assert template != templates[fault.place], f"{fault.what}: nothing is changed"
    return template


def found_in(template: Template) -> list[tuple[str, str]]:
    """Each finding of the kit's rules in a template: its id and its message."""
    return sorted((rule.id, found.message) for rule in all_rules() for found in rule().find(Document(template)))


def found_in_source(fault: SourceFault) -> set[str]:
    """Ids of what the rules find in a source with a fault, and not in the one that is shipped."""
    text = (ROOT / fault.place).read_text(encoding="utf-8")
    read_texts = reader_of(Path(fault.place).name, text)
    assert read_texts
    before, after = (
        {found.rule for found in judged(one, fault.place, list(read_texts(one, fault.place)))}
        for one in (text, fault.planted(text))
    )
    return after - before


def caught_by_cfn_lint(
    faults: Sequence[Fault], templates: dict[str, Template], folder: Path, regions: Sequence[str]
) -> Iterator[Caught]:
    """Look with cfn-lint and the kit's rules together, as ``bin/lint`` does, and tell the two apart."""
    written = {place: _write(folder, f"shipped/{place}", template) for place, template in templates.items()}
    changed = [_write(folder, f"planted/{number}", planted(fault, templates)) for number, fault in enumerate(faults)]
    found = run([*written.values(), *changed], regions)
    told = {path: {(one.finding.rule, one.finding.message) for one in matches} for path, matches in found.items()}
    kit = {rule.id for rule in all_rules()}
    for fault, path in zip(faults, changed, strict=True):
        new = {rule for rule, _ in told[path] - told[written[fault.place]]}
        yield Caught(fault, tuple(sorted(new & kit)), tuple(sorted(new - kit)))


def _write(folder: Path, name: str, template: Template) -> Path:
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(template), encoding="utf-8")
    return path
