"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gearbox_status
short_description: Tell how the gearbox system stands
description:
  - Writes nothing. A line that cannot be told says so and spoils no other.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  outputs:
    description: Outputs of the system's stacks by stack.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Tell how the gearbox system stands
  gearbox_status:
    target: "{{ stackyard_target }}"
    outputs: "{{ stackyard_outputs.gearbox }}"
"""

RETURN = r"""
lines:
  description: The lines, each with C(label) and C(value).
  returned: success
  type: list
  elements: dict
"""
