"""Names that files really have, and names that somebody hopes will escape."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.gearbox_files.sample import Sample

_FOLDERS = (
    "{n}/",
    "scans/2024/{n}-",
    "../../etc/{n}-",
    "/root/{n}/../../",
    "..\\..\\windows\\{n}-",
    "a b+c%2F{n}%00/",
    "Ünïcödé ☃ 文件/{n}-",
    "caf\xe9\ufffd\xff{n}-",  # what names in another encoding end as
    "\u202etxt.exe{n}-",  # written from right to left
    "line\nbreak\t{n}-",
    "\x1b[31mred{n}-",
    "'; DROP TABLE files; --{n}-",
    "${{jndi:x}}{n}-",
)


def named(sample: Sample, number: int, random: Random) -> Sample:
    """Give the sample a key that no other has; every tenth one is a trick."""
    folder = random.choice(_FOLDERS) if number % 10 == 0 else _FOLDERS[number % 2]
    return replace(sample, name=folder.replace("{n}", f"{number:06}") + sample.name)
