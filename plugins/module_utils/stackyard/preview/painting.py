"""Colours of previews, by what they tell; Ansible knows whether the terminal wants any."""

from __future__ import annotations

from ansible.utils.color import stringc

COLOURS = {
    "add": "green",
    "modify": "yellow",
    "replace": "bright purple",
    "remove": "purple",
    "import": "cyan",
    "danger": "bright red",
    "gained": "green",
    "lost": "purple",
    "title": "white",
}


def paint(text: str, kind: str) -> str:
    """Colour a text of a preview."""
    return str(stringc(text, COLOURS[kind]))
