"""Sums of quoted texts within a text: in the expressions of Jinja and JSONata, which are texts of YAML and JSON.

``{{ 'arn:' ~ 'aws' ~ ':s3' }}`` says what ``{{ 'arn:aws:s3' }}`` says, and so do ``join`` and ``format``.
"""

from __future__ import annotations

import re

from .model import UNKNOWN

_EXPRESSION = ("{{", "{%")
_BETWEEN = re.compile(r"(['\"])\s*[~+&]\s*\1")
_JOINED = re.compile(r"\[([^\[\]]*)\]\s*\|\s*join\(\s*(['\"])(.*?)\2\s*\)")
_FORMATTED = re.compile(r"(['\"])((?:(?!\1).)*%s(?:(?!\1).)*)\1\s*\|\s*format\(([^()]*)\)")


def added_up(text: str) -> str:
    """Write a text with the sums in its expressions made; one without expressions stays as it is."""
    if not any(mark in text for mark in _EXPRESSION):
        return text
    text = _JOINED.sub(lambda found: f"'{found[3].join(_values(found[1]))}'", text)
    text = _FORMATTED.sub(_filled, text)
    return _BETWEEN.sub("", text)


def _filled(found: re.Match[str]) -> str:
    text = found[2]
    for value in _values(found[3]):
        text = text.replace("%s", value, 1)
    return f"'{text}'"


def _values(listed: str) -> list[str]:
    """Give quoted values without their quotes; others are not known."""
    parts = (part.strip() for part in listed.split(","))
    return [part[1:-1] if part[:1] in ("'", '"') and part[-1:] == part[:1] else UNKNOWN for part in parts]
