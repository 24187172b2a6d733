"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gearbox_smoke
short_description: Call the gearbox API, and send one file through the pipeline
description:
  - Fails unless the API refuses a call without a key and answers one with the first client's key.
  - Then a tiny file is put into the inbox, has to be described within two minutes, and is removed again.
    Where many files wait before it, that is a warning only.
  - Calls nothing in check mode.
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
    description: Names of the clients; the first one's key is used.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Send a file through the pipeline
  gearbox_smoke:
    target: "{{ stackyard_target }}"
    outputs: "{{ stackyard_outputs.gearbox }}"
    clients: [operator]
"""

RETURN = r"""
msg:
  description: What was done, in a line.
  returned: success
  type: str
calls:
  description: A line for each thing that was tried.
  returned: success
  type: list
  elements: str
"""
