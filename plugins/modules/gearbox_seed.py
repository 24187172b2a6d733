"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gearbox_seed
short_description: Give the clients of the gearbox API their keys
description:
  - Makes a key for each client that has none, and deletes the keys of those who are not named any more.
  - Values of keys are never told. In check mode it reports what it would do.
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
  clients:
    description: Names of the clients.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Give the clients their keys
  gearbox_seed:
    target: "{{ stackyard_target }}"
    outputs: "{{ stackyard_outputs.gearbox }}"
    clients: [operator, scanner]
"""

RETURN = r"""
msg:
  description: What was done, in a line.
  returned: success
  type: str
keys_made:
  description: Clients who got a key.
  returned: success
  type: list
  elements: str
keys_deleted:
  description: Clients whose keys were deleted.
  returned: success
  type: list
  elements: str
"""
