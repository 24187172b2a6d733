"""A removal that is refused is refused before anything of it is done."""

from __future__ import annotations

from pathlib import Path

import yaml

PLAYBOOK = Path(__file__).resolve().parents[3] / "playbooks/destroy.yml"


def test_playbook__asks_first_and_looks_ahead_before_systems_delete_things_of_their_own() -> None:
    [play] = yaml.safe_load(PLAYBOOK.read_text(encoding="utf-8"))
    order = [role["role"] for role in play["roles"]]

    assert order.index("confirm") < order.index("sweep_ahead") < order.index("hooks") < order.index("sweep")
