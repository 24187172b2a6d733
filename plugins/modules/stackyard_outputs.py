"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_outputs
short_description: Read the outputs of a deployed system
description:
  - Fails, saying what to type, when the system is not deployed.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  system:
    description: Name of the system.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Read what is deployed
  stackyard_outputs:
    target: "{{ stackyard_target }}"
    system: trainings
"""

RETURN = r"""
outputs:
  description: Outputs by stack.
  returned: success
  type: dict
"""
