"""Commands begin in a locale of UTF-8, whatever the caller's: Ansible begins in no other."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parents[3] / "bin/lib.sh"


@pytest.mark.parametrize(
    "given", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": "xx_XX.UTF-8"}, {"LC_CTYPE": "UTF-8"}, {"LANG": "C"}, {}]
)
def test_locale_without_utf8__is_replaced(given: dict[str, str]) -> None:
    assert charmap(given) == "UTF-8"


def test_locale_of_utf8__stays() -> None:
    assert charmap({"LANG": "C.UTF-8"}, 'printf %s "${LC_ALL-none}"') == "none"


def charmap(given: dict[str, str], command: str = "locale charmap") -> str:
    """What a script prints that begins as those of ``bin/`` do, in a locale given by its variables alone."""
    others = {name: value for name, value in os.environ.items() if name != "LANG" and not name.startswith("LC_")}
    line = ["bash", "-c", f'source "$0"; {command}', str(LIB)]
    return subprocess.run(line, env=others | given, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
