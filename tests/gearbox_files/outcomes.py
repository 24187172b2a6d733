"""What is to stand in the catalogue of a file that was put into the inbox, and what differs from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gearbox.catalogue.record import FileRecord

from tests.gearbox_files.sample import Sample

_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class Outcome:
    """What a sample has to come to; ``what`` names its recipe."""

    key: str
    what: str
    state: str
    kind: str
    fault: str
    type_matches: bool
    size: int
    sha256: str

    @classmethod
    def of(cls, sample: Sample) -> Outcome:
        """Say what is to come of a sample, without its content."""
        digest = hashlib.sha256()
        for chunk in sample.source().stream(_CHUNK):
            digest.update(chunk)
        return cls(
            key=sample.name,
            what=sample.what,
            state=sample.state,
            kind=sample.kind,
            fault=sample.fault,
            type_matches=sample.type_matches,
            size=sample.size,
            sha256=digest.hexdigest(),
        )

    def differences(self, record: FileRecord) -> Iterator[str]:
        """Say in words what of a record is not as it has to be."""
        told = {
            "state": (self.state, record.state.value),
            "kind": (self.kind, record.kind),
            "fault": (self.fault, record.failure.type if record.failure else ""),
            "type_matches": (self.type_matches, record.type_matches),
            "size": (self.size, record.size),
            "sha256": (self.sha256, record.sha256),
        }
        for name, (expected, found) in told.items():
            if found != expected:
                yield f"{name} is {found!r}, not {expected!r}"
        if self.fault and not (record.failure and record.failure.reason and not record.failure.transient):
            yield f"the failure does not say why: {record.failure}"


def compared(outcomes: Mapping[str, Outcome], records: Mapping[str, FileRecord]) -> list[str]:
    """Hold records against outcomes, both by key: a line for whatever is missing, doubled or different."""
    lost = [f"{key!a}: lost ({outcomes[key].what})" for key in sorted(outcomes.keys() - records.keys())]
    more = [f"{key!a}: was never put" for key in sorted(records.keys() - outcomes.keys())]
    wrong = [
        f"{key!a}: {difference} ({outcomes[key].what})"
        for key in sorted(outcomes.keys() & records.keys())
        for difference in outcomes[key].differences(records[key])
    ]
    return [*lost, *more, *wrong]
