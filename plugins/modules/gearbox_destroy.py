"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gearbox_destroy
short_description: Delete the API keys of gearbox's clients
description:
  - Finds the keys of the environment by their names and tags, whether its stacks still exist or not.
  - Only counts them in check mode.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Delete the clients' API keys
  gearbox_destroy:
    target: "{{ stackyard_target }}"
"""

RETURN = r"""
msg:
  description: What was done, in a line.
  returned: success
  type: str
keys:
  description: Clients whose keys were deleted.
  returned: success
  type: list
  elements: str
"""
