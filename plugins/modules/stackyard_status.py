"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_status
short_description: Tell what an environment's stacks are doing
description:
  - Reads all stacks of the environment in one listing.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  systems:
    description: The systems and their stacks, C([{name, stacks}]), whose outputs are wanted.
    type: list
    elements: dict
    default: []
  only:
    description: Names of the systems whose stacks are told of; all stacks without.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Look at the stacks
  stackyard_status:
    target: "{{ stackyard_target }}"
"""

RETURN = r"""
lines:
  description: One line per stack, for people.
  returned: success
  type: list
  elements: str
stacks:
  description: Status by stack name.
  returned: success
  type: dict
outputs:
  description: Outputs by system and stack, of declared stacks that can be used.
  returned: success
  type: dict
"""
